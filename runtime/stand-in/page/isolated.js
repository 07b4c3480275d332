/**
 * Runs in a page's isolated world before anything else: gives the preload its `electron`, carries its messages to main,
 * and hands what it exposes to the page through an event target that only page/main.js shares. Plain text: it is sent
 * to the page as it stands.
 */
(nonce, binding, preload) => {
  const post = globalThis[binding];
  delete globalThis[binding];
  if (window.top !== window || typeof post !== 'function') return;

  const tagged = (value) => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw new Error('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Uint8Array) return { $: 'bytes', value: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
    if (value instanceof Date) return { $: 'date', value: value.getTime() };
    if (Array.isArray(value)) return value.map(tagged);
    const copy = {};
    for (const [key, inner] of Object.entries(value)) if (inner !== undefined) copy[key] = tagged(inner);
    return '$' in copy ? { $: 'object', value: copy } : copy;
  };
  const plain = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(plain);
    if (value.$ === 'undefined') return undefined;
    if (value.$ === 'bytes') return Uint8Array.from(atob(value.value), (char) => char.charCodeAt(0));
    if (value.$ === 'date') return new Date(value.value);
    return Object.fromEntries(Object.entries(value.$ === 'object' ? value.value : value).map(([key, inner]) => [key, plain(inner)]));
  };

  const waiting = new Map();
  const listeners = new Map();
  let next = 1;
  let parts = [];
  const send = (message) => post(JSON.stringify(tagged(message)));
  const receive = (message) => {
    if (message.kind === 'reply') {
      const settle = waiting.get(message.id);
      waiting.delete(message.id);
      settle?.(message);
    } else {
      for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
    }
  };
  globalThis[nonce] = (part, last) => {
    parts.push(part);
    if (!last) return;
    const text = parts.join('');
    parts = [];
    receive(plain(JSON.parse(text)));
  };

  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, (reply) => (reply.ok ? resolve(reply.value) : reject(new Error(reply.value))));
        send({ kind: 'invoke', id, channel, args });
      }),
    send: (channel, ...args) => send({ kind: 'send', channel, args }),
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
  };

  // The event target that both worlds share, handed over by page/main.js, once, under the nonce.
  let shared = null;
  const exposed = new Map();
  const announce = (name, api) => shared.dispatchEvent(new CustomEvent('expose', { detail: { name, shape: shapeOf(api) } }));
  const shapeOf = (api) => {
    if (typeof api === 'function') return { kind: 'function' };
    if (api === null || typeof api !== 'object') return { kind: 'value', value: api };
    return { kind: 'object', keys: Object.entries(api).map(([key, inner]) => [key, shapeOf(inner)]) };
  };
  const callback = (id) =>
    function (...args) {
      shared.dispatchEvent(new CustomEvent('callback', { detail: { id, args } }));
    };
  const returned = (id, value) => {
    if (typeof value !== 'function') return { id, kind: 'value', value };
    const key = `returned ${next++}`;
    exposed.set(key, value);
    return { id, kind: 'function', key };
  };
  const call = ({ id, name, path, args }) => {
    const reply = (detail) => shared.dispatchEvent(new CustomEvent('return', { detail }));
    try {
      const real = args.map((arg) => (arg.callback === undefined ? arg.value : callback(arg.callback)));
      const holder = path.slice(0, -1).reduce((object, key) => object[key], exposed.get(name));
      const value = path.length === 0 ? exposed.get(name)(...real) : holder[path.at(-1)](...real);
      if (!(value instanceof Promise)) return reply(returned(id, value));
      reply({ id, kind: 'promise' });
      value.then(
        (settled) => reply({ id, kind: 'resolved', value: settled }),
        (error) => reply({ id, kind: 'rejected', value: String(error?.message ?? error) }),
      );
    } catch (error) {
      reply({ id, kind: 'thrown', value: String(error?.message ?? error) });
    }
  };
  const meet = (event) => {
    event.stopImmediatePropagation();
    document.removeEventListener(nonce, meet, true);
    shared = event.relatedTarget;
    shared.addEventListener('call', ({ detail }) => call(detail));
    for (const [name, api] of exposed) announce(name, api);
  };
  document.addEventListener(nonce, meet, true);
  document.dispatchEvent(new CustomEvent(`${nonce} ask`));

  const contextBridge = {
    exposeInMainWorld: (name, api) => {
      exposed.set(name, api);
      if (shared) announce(name, api);
    },
  };

  const closed = new Set(['F12', 'I', 'J', 'C']);
  window.addEventListener(
    'keydown',
    (event) => {
      const tools = event.key === 'F12' || ((event.ctrlKey || event.metaKey) && event.shiftKey && closed.has(event.key.toUpperCase()));
      if (tools) event.preventDefault();
    },
    true,
  );
  window.addEventListener('focus', () => send({ kind: 'focus' }));
  window.addEventListener('blur', () => send({ kind: 'blur' }));
  send({ kind: 'hello', focused: document.hasFocus() });
  preload((name) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload can't require ${name}.`);
    return { contextBridge, ipcRenderer };
  });
};
