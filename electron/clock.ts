/** The two clocks of a desk, handed in so that a test can turn one back. */
export interface Clock {
  /** Unix ms, as the system says: somebody may turn it. */
  now(): number;
  /** Ms since the program began: nobody turns it back, and it doesn't run on while another program runs. */
  steady(): number;
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };
