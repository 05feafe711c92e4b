// Makes streams.txt: frames that encode their own index, as HTJ2K code streams by OpenJPH (wasm build). Debian 12 has no encoder:
//   npm install @cornerstonejs/codec-openjph@2.4.11 && node make.cjs > streams.txt
// Each line: kind, frame number, code stream in base64. tests/cases/htj2k.py knows what they decode to.
const load = require("@cornerstonejs/codec-openjph");

const COLUMNS = 16, ROWS = 20, SLICES = 3;
const index = (i, j, k) => 1 + i + 20 * j + 400 * k;
const smooth = (i, j, k) => 8 * Math.min(255, 5 * k + 5 * j + 4 * i);

// kind: bits, signed, components, value of (i, j, k, component); what the encoder is told further
const KINDS = {
  u8: { bits: 8, value: (i, j, k) => index(i, j, k) & 255 },
  u12: { bits: 12, value: index },
  i12: { bits: 12, signed: true, value: (...at) => index(...at) - 1200 },
  u16: { bits: 16, value: (...at) => 40 * index(...at) },
  i16: { bits: 16, signed: true, value: (...at) => 40 * index(...at) - 32768 },
  rpcl: { bits: 16, value: index, setup: (encoder) => { encoder.setProgressionOrder(2); encoder.setTLMMarker(true); } },
  tiled: { bits: 16, value: index, setup: (encoder) => encoder.setTileSize({ width: 8, height: 8 }) },
  lossy: { bits: 12, value: smooth, setup: (encoder) => encoder.setQuality(false, 0.002) },
  color: { bits: 8, components: 3, value: (i, j, k, c) => (index(i, j, k) * (c + 1)) & 255 },
};

function encode(codec, kind, k) {
  const { bits, signed = false, components = 1, value, setup } = KINDS[kind];
  const encoder = new codec.HTJ2KEncoder();
  const room = encoder.getDecodedBuffer({ width: COLUMNS, height: ROWS, bitsPerSample: bits, componentCount: components,
                                          isSigned: signed, isUsingColorTransform: components === 3 });
  const bytes = new DataView(room.buffer, room.byteOffset, room.byteLength);
  for (let n = 0; n < COLUMNS * ROWS * components; n++) {
    const pixel = Math.floor(n / components);
    const sample = value(pixel % COLUMNS, Math.floor(pixel / COLUMNS), k, n % components);
    if (bits > 8) bytes.setUint16(2 * n, sample & 0xffff, true);
    else bytes.setUint8(n, sample);
  }
  encoder.setQuality(true, 0);
  if (setup) setup(encoder);
  encoder.encode();
  return Buffer.from(encoder.getEncodedBuffer()).toString("base64");
}

load().then((codec) => {
  for (const kind of Object.keys(KINDS))
    for (let k = 0; k < SLICES; k++) console.log(kind, k, encode(codec, kind, k));
});
