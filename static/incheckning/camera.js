/* The camera: a look every 120 ms at the middle of the picture. The browser's own reader if it has one, else
   the vendored one, fetched when the camera starts. */

const EVERY_MS = 120;
const AGAIN_MS = 3000;
const SIDE = 480;

export class Camera {
  constructor(video, decoder, found) {
    Object.assign(this, { video, decoder, found, facing: "environment", last: "", lastAt: 0 });
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = SIDE;
    this.paper = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  get running() {
    return Boolean(this.stream);
  }

  async start() {
    this.read = this.read || (await reader(this.decoder));
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: this.facing }, width: { ideal: 1280 } },
      audio: false,
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
  }

  async turn() {
    this.facing = this.facing === "environment" ? "user" : "environment";
    this.stop();
    await this.start();
  }

  get hasTorch() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  light(on) {
    return this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  }

  async look() {
    if (!this.stream) return;
    if (this.video.videoWidth) {
      const text = await this.read(this.middle()).catch(() => "");
      if (text && !this.isRepeated(text)) this.found(text);
    }
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  /* The same ticket stays in the picture for a while. */
  isRepeated(text) {
    const now = Date.now();
    const repeated = text === this.last && now - this.lastAt < AGAIN_MS;
    Object.assign(this, { last: text, lastAt: now });
    return repeated;
  }

  middle() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const side = Math.min(width, height);
    this.paper.drawImage(this.video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
    return this.canvas;
  }
}

async function reader(decoder) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const own = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await own.detect(canvas))[0]?.rawValue || "";
  }
  const { default: decode } = await import(decoder);
  return async (canvas) => {
    const picture = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return decode({ width: picture.width, height: picture.height, data: picture.data });
  };
}
