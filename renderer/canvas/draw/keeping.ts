/**
 * A sigma program whose buffer goes to the graphics card when it has changed, and not with each frame: for 40,000 edges
 * that is most of what a frame costs in JavaScript. It has no second drawing for picking.
 */
import type { NodeProgram, Program, ProgramInfo } from 'sigma/rendering';

type Made = new (...args: never[]) => object;
/** What the mixin uses of a program beside what it calls on itself; the types make some of it protected. */
interface Inside {
  bindAttribute(attribute: Program['ATTRIBUTES'][number], info: ProgramInfo, offset: number, each?: boolean): number;
}

export function keeping<Class extends Made>(Base: Class): Class {
  const base = Base as unknown as abstract new (gl: WebGLRenderingContext, picking: null, renderer: NodeProgram['renderer']) => Program;
  abstract class Keeping extends base {
    #changed = true;

    constructor(gl: WebGLRenderingContext, _picking: unknown, renderer: NodeProgram['renderer']) {
      super(gl, null, renderer);
    }

    override reallocate(capacity: number): void {
      this.#changed = true;
      super.reallocate(capacity);
    }

    process(...args: unknown[]): void {
      this.#changed = true;
      (base.prototype as unknown as { process(...args: unknown[]): void }).process.apply(this, args);
    }

    protected override bindProgram(info: ProgramInfo): void {
      if (this.#changed) {
        super.bindProgram(info);
        this.#changed = false;
        return;
      }
      const { gl } = info;
      const bind = (buffer: WebGLBuffer, attributes: Program['ATTRIBUTES'], each: boolean): void => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        let offset = 0;
        for (const attribute of attributes) offset += (this as unknown as Inside).bindAttribute(attribute, info, offset, each);
      };
      if (this.isInstanced) bind(info.constantBuffer, this.CONSTANT_ATTRIBUTES, false);
      bind(info.buffer, this.ATTRIBUTES, true);
      gl.bindBuffer(gl.ARRAY_BUFFER, null);
    }
  }
  return Keeping as unknown as Class;
}
