/** Vectors by a small model that runs in this process. */
module llmos.plugin.onnx {
  requires llmos.api;
  requires com.microsoft.onnxruntime;

  provides llmos.api.Plugin with
      llmos.plugin.onnx.OnnxPlugin;
}
