/**
 * One WebGL program for all nodes: a signed-distance shape, a ring around it when selected, a second outline for a
 * supernode, and the background's colour between shape and edges. Distances: Inigo Quilez, "2D distance functions".
 */
import { NodeProgram } from 'sigma/rendering';
import type { ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { SHAPES } from '../kinds.ts';
import type { Shape } from '../kinds.ts';

export interface ShapeLook {
  readonly shape: Shape;
  /** Colour of the ring, or null for none. */
  readonly ring: string | null;
  readonly double: boolean;
  /** What is behind: the gap between shape and edges. */
  readonly ground: string;
}

const VERTEX = /* glsl */ `
attribute vec2 a_position;
attribute float a_size;
attribute vec4 a_color;
attribute vec4 a_ring;
attribute vec4 a_ground;
attribute float a_shape;
attribute vec4 a_id;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_ring;
varying vec4 v_ground;
varying vec4 v_id;
varying vec2 v_at;
varying float v_pixel;
varying float v_shape;
const float bias = 255.0 / 254.0;

void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 corner = vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + size * corner, 1.0)).xy, 0.0, 1.0);
  v_at = corner * 2.0;
  v_pixel = u_sizeRatio / a_size;
  v_color = vec4(a_color.rgb, a_color.a * bias);
  v_ring = vec4(a_ring.rgb, a_ring.a * bias);
  v_ground = vec4(a_ground.rgb, a_ground.a * bias);
  v_id = vec4(a_id.rgb, a_id.a * bias);
  v_shape = a_shape;
}
`;

/** `v_at`: 1 is the node's size. The shape reaches to about 0.6; rings lie between that and 1. */
const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_ring;
varying vec4 v_ground;
varying vec4 v_id;
varying vec2 v_at;
varying float v_pixel;
varying float v_shape;

float circle(vec2 p) { return length(p) - 0.58; }
float square(vec2 p) { vec2 q = abs(p) - vec2(0.42); return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.09; }
float hexagon(vec2 p) {
  const vec3 k = vec3(-0.866025404, 0.5, 0.577350269);
  vec2 q = abs(p.yx);
  q -= 2.0 * min(dot(k.xy, q), 0.0) * k.xy;
  q -= vec2(clamp(q.x, -k.z * 0.5, k.z * 0.5), 0.5);
  return length(q) * sign(q.y) - 0.05;
}
float diamond(vec2 p) { vec2 q = abs(vec2(p.x + p.y, p.x - p.y)) * 0.70710678 - vec2(0.42); return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.06; }
float triangle(vec2 p) {
  const float k = 1.7320508;
  const float r = 0.58;
  vec2 q = vec2(abs(p.x) - r, p.y + 0.24 + r / k - 0.16);
  if (q.x + k * q.y > 0.0) q = vec2(q.x - k * q.y, -k * q.x - q.y) / 2.0;
  q.x -= clamp(q.x, -2.0 * r, 0.0);
  return -length(q) * sign(q.y) - 0.07;
}

float distanceTo(vec2 p, float shape) {
  if (shape < 0.5) return circle(p);
  if (shape < 1.5) return square(p);
  if (shape < 2.5) return hexagon(p);
  if (shape < 3.5) return diamond(p);
  return triangle(p);
}

vec4 over(vec4 above, vec4 below) { return above + below * (1.0 - above.a); }
vec4 painted(vec4 colour, float cover) { float alpha = colour.a * clamp(cover, 0.0, 1.0); return vec4(colour.rgb * alpha, alpha); }

void main(void) {
  float twice = step(7.5, v_shape);
  float d = distanceTo(v_at, v_shape - 8.0 * twice);
#ifdef PICKING_MODE
  gl_FragColor = d < 0.22 ? v_id : vec4(0.0);
#else
  float px = v_pixel;
  float fill = 0.5 - d / px;
  float gap = 0.5 - (d - 2.0 * px) / px;
  float second = 1.25 - abs(d - 4.0 * px) / px;
  float ring = 2.0 - abs(d - (4.0 + 4.0 * twice) * px) / px;
  vec4 colour = painted(v_ground, max(gap, twice * (0.5 - (d - 6.0 * px) / px)));
  colour = over(painted(v_ring, ring), colour);
  colour = over(painted(v_color, twice * second), colour);
  gl_FragColor = over(painted(v_color, fill), colour);
#endif
}
`;

const UNIFORMS = ['u_sizeRatio', 'u_correctionRatio', 'u_matrix'] as const;
const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const NO_RING = 'rgba(0,0,0,0)';
const colour = (name: string) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true });
const number = (name: string, size = 1) => ({ name, size, type: FLOAT });

export class ShapeProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
  override getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        number('a_position', 2),
        number('a_size'),
        colour('a_color'),
        colour('a_ring'),
        colour('a_ground'),
        number('a_shape'),
        colour('a_id'),
      ],
      CONSTANT_ATTRIBUTES: [number('a_angle')],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(id: number, at: number, data: NodeDisplayData): void {
    const look = data as NodeDisplayData & ShapeLook;
    const { array } = this;
    array[at++] = data.x;
    array[at++] = data.y;
    array[at++] = data.size;
    array[at++] = floatColor(data.color);
    array[at++] = floatColor(look.ring ?? NO_RING);
    array[at++] = floatColor(look.ground);
    array[at++] = SHAPES.indexOf(look.shape) + (look.double ? 8 : 0);
    array[at] = id;
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniform1f(uniformLocations['u_correctionRatio'] ?? null, params.correctionRatio);
    gl.uniform1f(uniformLocations['u_sizeRatio'] ?? null, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations['u_matrix'] ?? null, false, params.matrix);
  }
}
