// What is used here of onnxruntime-web's build with WebGPU: the same.
export * from "./ort.wasm.min.mjs";
