/** The device {@code fs}: reads, lists and writes files of the workspace. */
module llmos.plugin.fs {
  requires llmos.api;

  exports llmos.plugin.fs to
      llmos.api;

  provides llmos.api.Plugin with
      llmos.plugin.fs.FsPlugin;
}
