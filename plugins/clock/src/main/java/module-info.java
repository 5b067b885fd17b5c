/** The device {@code clock}: the time in a zone, and sums with dates. The smallest plugin: start here. */
module llmos.plugin.clock {
  requires llmos.api;

  exports llmos.plugin.clock to
      llmos.api;

  provides llmos.api.Plugin with
      llmos.plugin.clock.ClockPlugin;
}
