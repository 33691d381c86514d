/**
 * Decoding and encoding of pictures, by the codecs of Squoosh compiled to WebAssembly. Only the thread that makes thumbnails may
 * load this: a decoder works until it is done.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import decodeJpegFactory from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import encodeJpegFactory from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import { defaultOptions as JPEG_OPTIONS } from "@jsquash/jpeg/meta.js";
import initPng, {
  decode as decodePng,
  encode as encodePng,
} from "@jsquash/png/codec/pkg/squoosh_png.js";
import decodeWebpFactory from "@jsquash/webp/codec/dec/webp_dec.js";
import encodeWebpFactory from "@jsquash/webp/codec/enc/webp_enc.js";
import { defaultOptions as WEBP_OPTIONS } from "@jsquash/webp/meta.js";
import type { PictureFormat } from "./picture_header.ts";
import type { Pixels } from "./shrink.ts";

/** The quality of JPEG and WebP, of 100, as the service before this one had it. */
const QUALITY = 80;

/** A codec's module, once its code is there. */
type Loading<Codec> = (options: {
  readonly noInitialRun: boolean;
  readonly print: () => void;
  readonly printErr: () => void;
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    ready: (instance: WebAssembly.Instance) => void,
  ) => WebAssembly.Exports;
}) => Promise<Codec>;

interface JpegDecoder {
  decode(bytes: Uint8Array, isTurned: boolean): Pixels | null;
}
interface WebpDecoder {
  decode(bytes: Uint8Array): Pixels | null;
}
interface Encoder {
  encode(
    data: Uint8ClampedArray,
    width: number,
    height: number,
    options: object,
  ): Uint8Array | null;
}

/** The codecs whose code lies in one folder. */
export class Codecs {
  readonly #folder: string;
  readonly #modules = new Map<string, WebAssembly.Module>();

  /** @param folder holds the `.wasm` files. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The pixels of a picture; a photograph is turned as its camera says.
   *
   * @throws where the file is damaged.
   */
  async decode(format: PictureFormat, bytes: Uint8Array): Promise<Pixels> {
    return demand(await this.#decode(format, bytes));
  }

  /** The file of a picture. */
  async encode(format: PictureFormat, pixels: Pixels): Promise<Uint8Array> {
    const { data, width, height } = pixels;
    switch (format) {
      case "png":
        await this.#loadPng();
        return encodePng(new Uint8Array(data.buffer), width, height, 8);
      case "jpeg": {
        const codec = await this.#load<Encoder>(
          encodeJpegFactory as unknown as Loading<Encoder>,
          "mozjpeg_enc",
        );
        const options = { ...JPEG_OPTIONS, quality: QUALITY };
        return demand(codec.encode(data, width, height, options));
      }
      case "webp": {
        const codec = await this.#load<Encoder>(
          encodeWebpFactory as unknown as Loading<Encoder>,
          "webp_enc",
        );
        const options = { ...WEBP_OPTIONS, quality: QUALITY };
        return demand(codec.encode(data, width, height, options));
      }
    }
  }

  async #decode(
    format: PictureFormat,
    bytes: Uint8Array,
  ): Promise<Pixels | null> {
    switch (format) {
      case "png":
        await this.#loadPng();
        return decodePng(bytes) as Pixels;
      case "jpeg":
        return (await this.#load<JpegDecoder>(
          decodeJpegFactory as unknown as Loading<JpegDecoder>,
          "mozjpeg_dec",
        )).decode(bytes, true);
      case "webp":
        return (await this.#load<WebpDecoder>(
          decodeWebpFactory as unknown as Loading<WebpDecoder>,
          "webp_dec",
        )).decode(bytes);
    }
  }

  /** A codec with a memory of its own, which goes with it: what a large picture took is free again. */
  async #load<Codec>(factory: Loading<Codec>, name: string): Promise<Codec> {
    const module = this.#module(name);
    return await factory({
      noInitialRun: true,
      print: () => {},
      printErr: () => {}, // a damaged picture is no event for the log
      instantiateWasm(imports, ready) {
        const instance = new WebAssembly.Instance(module, imports);
        ready(instance);
        return instance.exports;
      },
    });
  }

  /** This codec is one for the whole thread; a damaged picture leaves its memory taken. */
  async #loadPng(): Promise<void> {
    await initPng(this.#module("squoosh_png_bg"));
  }

  #module(name: string): WebAssembly.Module {
    const known = this.#modules.get(name);
    if (known !== undefined) return known;
    const code = readFileSync(`${this.#folder}/${name}.wasm`);
    const module = new WebAssembly.Module(new Uint8Array(code));
    this.#modules.set(name, module);
    return module;
  }
}

function demand<T>(result: T | null): T {
  if (result === null) throw new Error("The codec refused the picture");
  return result;
}
