// What is used here of onnxruntime-web.
export type Rows = Float32Array | Uint16Array | Uint8Array;
export class Tensor {
  constructor(type: "float32" | "uint16" | "uint8", data: Rows, dims: number[]);
  readonly data: Float32Array | Uint16Array | Uint8Array;
}
export interface ValueMetadata {
  readonly isTensor: boolean;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}
export class InferenceSession {
  static create(model: Uint8Array, options: { executionProviders: string[]; logSeverityLevel: number }): Promise<InferenceSession>;
  readonly inputMetadata: readonly ValueMetadata[];
  release(): Promise<void>;
  run(feeds: { [name: string]: Tensor }): Promise<{ [name: string]: Tensor }>;
}
export const env: {
  wasm: { wasmPaths: { mjs: string; wasm: string }; numThreads: number };
  logLevel: "verbose" | "info" | "warning" | "error" | "fatal";
};
