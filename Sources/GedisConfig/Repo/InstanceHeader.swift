/// The first lines of an instance's file that gedis has written.
enum InstanceHeader {
    /// The first line, with its end.
    static func line(_ kind: InstanceKind, _ name: String) -> String { "# gedis \(kind) \(name)\n" }

    /// The line by which editors find a schema, with its end.
    static func modeline(_ schema: String) -> String { "# yaml-language-server: $schema=\(schema)\n" }

    /// The first lines of a new file: with the schema, where the repo has one.
    static func lines(_ kind: InstanceKind, _ name: String, in files: DefinitionFiles) -> String {
        let schema = "\(DefinitionSchema.folder)/\(DefinitionSchema.file(of: kind))"
        let isThere = ((try? files.read(schema)) ?? nil) != nil
        return line(kind, name) + (isThere ? modeline("../\(schema)") : "")
    }
}
