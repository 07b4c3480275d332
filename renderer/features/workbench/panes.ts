/** Which panes of the workbench are open. */
export interface Panes {
  readonly search: boolean;
  readonly timeline: boolean;
  readonly details: boolean;
  /** In the place of details. */
  readonly cases: boolean;
}
