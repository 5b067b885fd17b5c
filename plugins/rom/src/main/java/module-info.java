/** The boot ROM: the CPU that needs no model. */
module llmos.plugin.rom {
  requires llmos.api;

  provides llmos.api.Plugin with
      llmos.plugin.rom.RomPlugin;
}
