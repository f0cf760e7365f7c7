/// The file of a `sqlite` backend whose definition names none.
public enum DatabaseFile {
    /// The path of the file, whose folder is made where it is missing. Backends of the same name in other repos have others.
    ///
    /// - Parameters:
    ///   - backend: the backend's name
    ///   - repo: the repo that defines it
    ///   - paths: where this machine keeps files
    /// - Returns: the path.
    /// - Throws: `ConfigError` when the folder cannot be made, or when there is no such file yet and one where an earlier
    ///   gedis kept it for all repos: nobody but its owner knows whose it is.
    public static func path(
        of backend: String, in repo: ConfigRepo, on paths: MachinePaths
    ) throws(ConfigError) -> String {
        let folder = paths.folder(of: repo, in: paths.data)
        let file = "\(folder)/\(backend).sqlite"
        try FileSystem.makeFolder(folder, mode: 0o700)
        let shared = "\(paths.data)/\(backend).sqlite"
        guard FileSystem.kind(of: file) != .missing || FileSystem.kind(of: shared) == .missing else {
            throw ConfigError(
                .exists,
                "backend \(backend): an earlier gedis kept the backends of this name of all repos in \(shared). "
                    + "To go on with that file: gedis backend set \(backend) path=\(shared). "
                    + "To begin one of this repo's own: gedis backend set \(backend) path=\(file)")
        }
        return file
    }
}
