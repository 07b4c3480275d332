/** What the page of the canvas's bench hands back. Milliseconds of JavaScript. */
export interface FrameTimes {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

export interface StepTime {
  readonly name: string;
  readonly ms: number;
}
