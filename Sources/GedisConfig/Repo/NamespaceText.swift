/// What the source of a namespace says, as it is put into a config repo.
public enum NamespaceText: Sendable, Hashable {
    /// One file.
    case file(String)
    /// The files of a folder, by their paths from there.
    case folder([String: String])
}
