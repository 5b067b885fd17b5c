/** The device {@code calc}: exact arithmetic, which models are bad at. */
module llmos.plugin.calc {
  requires llmos.api;

  exports llmos.plugin.calc to
      llmos.api;

  provides llmos.api.Plugin with
      llmos.plugin.calc.CalcPlugin;
}
