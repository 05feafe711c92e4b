// Light comes with the viewer: a warm key from the upper left, a cool fill from the right, sky and ground. Colors are
// squared and rooted as a cheap sRGB. A transparent surface is a thin shell of even thickness: a ray that meets it at a
// flat angle passes more of it, so that outlines stand out.
in vec3 v_eye;
in vec3 v_normal;
#ifdef CLIP
in vec3 v_patient;
uniform vec4 u_clips[3];
uniform int u_n_clips;
#endif
flat in vec4 v_color;
uniform bool u_orthographic;
uniform bool u_tint_back;
uniform vec2 u_depth; // mm from the eye: nearest and farthest of the box
layout(location = 0) out vec4 o_color;

const vec3 KEY = vec3(-0.401, 0.574, 0.714);
const vec3 FILL = vec3(0.811, 0.101, 0.576);

void main()
{
#ifdef CLIP
  for (int n = 0; n < u_n_clips; n++)
    if (dot(u_clips[n], vec4(v_patient, 1.0)) < 0.0)
      discard;
#endif
  vec3 towards = u_orthographic ? vec3(0.0, 0.0, 1.0) : -normalize(v_eye);
  float len2 = dot(v_normal, v_normal);
  vec3 n = len2 > 1e-6 ? v_normal * inversesqrt(len2) : normalize(cross(dFdx(v_eye), dFdy(v_eye)));
  vec3 albedo = v_color.rgb * v_color.rgb;

  // Triangles of a proxy may be turned over: there the normal, which is that of the full surface, knows better.
  if (!gl_FrontFacing && (len2 <= 1e-6 || dot(n, towards) < 0.0)) {
    n = len2 > 1e-6 ? -n : n;
    if (u_tint_back)
      albedo = mix(albedo, vec3(0.62, 0.20, 0.11), 0.75);
  }

  float key = max(0.0, (dot(n, KEY) + 0.12) / 1.12);
  float fill = max(0.0, dot(n, FILL));
  vec3 sky = mix(vec3(0.030, 0.026, 0.026), vec3(0.135, 0.15, 0.175), 0.5 + 0.5 * n.y);
  float facing = abs(dot(n, towards));
  float away = 1.0 - facing;
  vec3 light = key * key * vec3(0.98, 0.94, 0.88) + fill * vec3(0.10, 0.13, 0.17) + sky;
  float gloss = max(0.0, dot(n, normalize(KEY + towards)));
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  vec3 color = albedo * light + vec3(0.15, 0.145, 0.14) * gloss + vec3(0.05, 0.06, 0.075) * away * away * away;
  float depth = clamp((-v_eye.z - u_depth.x) / (u_depth.y - u_depth.x), 0.0, 1.0);
  color = sqrt(color) * (1.04 - 0.26 * depth);

  float alpha = v_color.a;
  if (alpha < 1.0)
    alpha = 1.0 - exp2(log2(1.0 - alpha) / max(facing, 0.3));
  o_color = vec4(color * alpha, alpha);
}
