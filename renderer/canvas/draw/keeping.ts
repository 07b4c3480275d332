/**
 * A sigma program, of instances, whose buffer keeps what it holds when it grows, and goes to the graphics card when it has
 * changed and not with each frame: for 40,000 edges that is most of what a frame costs in JavaScript. While its renderer
 * holds, it draws what it drew last. It has no second drawing for picking.
 */
import type { NodeProgram, Program, ProgramInfo } from 'sigma/rendering';
import type { QuietSigma } from './quiet-sigma.ts';

type Made = new (...args: never[]) => object;
/** What the mixin uses of a program beside what it calls on itself; the types make some of it protected. */
interface Inside {
  bindAttribute(attribute: Program['ATTRIBUTES'][number], info: ProgramInfo, offset: number, each?: boolean): number;
}
/** Of its size a full buffer becomes this many times as large. */
const GROWTH = 1.5;

export function keeping<Class extends Made>(Base: Class): Class {
  const base = Base as unknown as abstract new (gl: WebGLRenderingContext, picking: null, renderer: NodeProgram['renderer']) => Program;
  abstract class Keeping extends base {
    #changed = true;
    /** Instances that the graphics card has. */
    #sent = 0;

    constructor(gl: WebGLRenderingContext, _picking: unknown, renderer: NodeProgram['renderer']) {
      super(gl, null, renderer);
    }

    override reallocate(capacity: number): void {
      if (capacity === this.capacity) return;
      this.#changed = true;
      this.capacity = capacity;
      this.verticesCount = this.VERTICES * capacity;
      if (capacity * this.STRIDE <= this.array.length) return;
      const { array } = this;
      this.array = new Float32Array(Math.ceil(Math.max(capacity, (array.length / this.STRIDE) * GROWTH)) * this.STRIDE);
      this.array.set(array);
    }

    process(...args: unknown[]): void {
      this.#changed = true;
      (base.prototype as unknown as { process(...args: unknown[]): void }).process.apply(this, args);
    }

    override hasNothingToRender(): boolean {
      return (this.#isHeld(this.normalProgram) ? this.#sent : this.capacity) === 0;
    }

    override drawWebGL(method: number, info: ProgramInfo): void {
      const { capacity } = this;
      this.capacity = this.#sent;
      super.drawWebGL(method, info);
      this.capacity = capacity;
    }

    protected override bindProgram(info: ProgramInfo): void {
      const { gl } = info;
      const sends = this.#changed && !this.#isHeld(info);
      const bind = (buffer: WebGLBuffer, attributes: Program['ATTRIBUTES'], data: Float32Array, each: boolean): void => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        let offset = 0;
        for (const attribute of attributes) offset += (this as unknown as Inside).bindAttribute(attribute, info, offset, each);
        if (sends) gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      };
      bind(info.constantBuffer, this.CONSTANT_ATTRIBUTES, this.constantArray, false);
      bind(info.buffer, this.ATTRIBUTES, this.array.subarray(0, this.capacity * this.STRIDE), true);
      gl.bindBuffer(gl.ARRAY_BUFFER, null);
      if (!sends) return;
      this.#changed = false;
      this.#sent = this.capacity;
    }

    /** What lies over the graph, the node under the pointer, is drawn as it is. */
    #isHeld({ gl }: ProgramInfo): boolean {
      const sigma = this.renderer as unknown as QuietSigma;
      return sigma.holding && gl.canvas !== sigma.getCanvases()['hoverNodes'];
    }
  }
  return Keeping as unknown as Class;
}
