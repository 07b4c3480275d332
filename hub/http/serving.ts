/** Whether this hub serves, for everybody who has to know: load balancers, and connections that are to end. */

export type ServingState = 'starting' | 'ready' | 'leaving';

export class Serving {
  #state: ServingState = 'starting';

  get state(): ServingState {
    return this.#state;
  }

  begin(): void {
    this.#state = 'ready';
  }

  /** Requests are still served, each as the last of its connection. */
  leave(): void {
    this.#state = 'leaving';
  }
}
