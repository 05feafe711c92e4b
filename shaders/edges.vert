#include "light.glsl"
// Lines along the edges of triangles. The denser they are on the screen the fainter each is, so that together they leave
// two thirds of the surface's light however small the triangles are.
layout(location = 0) in vec3 a_position; // LPS mm
layout(location = 1) in vec4 a_normal;   // LPS, w unused
layout(location = 2) in uint a_surface;
layout(location = 3) in float a_length; // mean of the edges that meet here, mm
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec4 u_colors[64]; // of HF_SCENE_MAX_SURFACES: sRGB and opacity of each surface
uniform float u_px;       // of a mm: orthographic; of a mm at 1 mm from the eye
#ifdef CLIP
out vec3 v_patient;
#endif
out vec4 v_ink;

const float DARKEST = 0.35;
const float LINES = 3.5; // px of line on a px of a surface whose edges are 1 px long

void main()
{
  vec4 eye = u_view * vec4(a_position, 1.0);
  vec4 color = u_colors[a_surface];
  float facing = abs(dot(normalize(mat3(u_view) * a_normal.xyz), towards_eye(eye.xyz)));
  // Seen at a flat angle lines lie closer.
  float px = a_length * u_px / (u_orthographic ? 1.0 : max(-eye.z, 1e-3)) * 2.0 * facing / (1.0 + facing);
  float strength = min(0.8, 1.0 - exp2(log2(1.0 - DARKEST) * px / LINES)) * color.a * color.a;

  v_ink = vec4(color.rgb * 0.12 * strength, strength);
#ifdef CLIP
  v_patient = a_position;
#endif
  gl_Position = u_projection * eye;
}
