/**
 * Runs in a page's own world before its scripts: builds what the preload exposes, frozen, from what comes through the
 * shared event target. Plain text: it is sent to the page as it stands. Keeps its own copies of what it relies on.
 */
(nonce) => {
  if (window.top !== window) return;
  const shared = new EventTarget();
  const dispatch = EventTarget.prototype.dispatchEvent.bind(shared);
  const Custom = CustomEvent;
  const Settled = Promise;
  const callbacks = new Map();
  const results = new Map();
  const settles = new Map();
  let next = 1;

  const use = (name, path, args) => {
    const id = next++;
    const sent = args.map((value) => {
      if (typeof value !== 'function') return { value };
      const callback = next++;
      callbacks.set(callback, value);
      return { callback };
    });
    dispatch(new Custom('call', { detail: { id, name, path, args: sent } }));
    const result = results.get(id);
    results.delete(id);
    if (result === undefined) throw new Error('The bridge did not answer.');
    if (result.kind === 'thrown') throw new Error(result.value);
    if (result.kind === 'function') return (...more) => use(result.key, [], more);
    if (result.kind === 'value') return result.value;
    return new Settled((resolve, reject) => settles.set(id, { resolve, reject }));
  };
  const built = (name, shape, path) => {
    if (shape.kind === 'value') return shape.value;
    if (shape.kind === 'function') return Object.freeze((...args) => use(name, path, args));
    return Object.freeze(Object.fromEntries(shape.keys.map(([key, inner]) => [key, built(name, inner, [...path, key])])));
  };

  shared.addEventListener('expose', ({ detail }) => {
    Object.defineProperty(window, detail.name, { value: built(detail.name, detail.shape, []), enumerable: true });
  });
  shared.addEventListener('return', ({ detail }) => {
    if (detail.kind === 'resolved') settles.get(detail.id)?.resolve(detail.value);
    else if (detail.kind === 'rejected') settles.get(detail.id)?.reject(new Error(detail.value));
    else results.set(detail.id, detail);
    if (detail.kind === 'resolved' || detail.kind === 'rejected') settles.delete(detail.id);
  });
  shared.addEventListener('callback', ({ detail }) => callbacks.get(detail.id)?.(...detail.args));

  const meet = () => document.dispatchEvent(new FocusEvent(nonce, { relatedTarget: shared }));
  document.addEventListener(`${nonce} ask`, meet, { once: true });
  meet();
};
