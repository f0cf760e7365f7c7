internal import GedisJSON
internal import GedisSettings

/// Settings whose keys a namespace chooses: a part of a YAML document, with its places.
public struct SettingsTree: Sendable {
    private let node: YAMLNode?
    private let place: FieldPlace?

    /// No settings.
    public init() {
        node = nil
        place = nil
    }

    init(_ node: YAMLNode?, at place: FieldPlace) {
        self.node = node.flatMap { $0.isNull ? nil : $0 }
        self.place = place
    }

    /// Whether there are none.
    public var isEmpty: Bool { node == nil }

    /// Whether the file says the same of both.
    func isSame(as other: SettingsTree) -> Bool { node == other.node }

    /// The settings as JSON, secrets opened and the environment's variables put in; nil where there are none.
    ///
    /// A plain word is a number, a truth value or null where JSON has it so, and text otherwise; what is in quotes is text.
    ///
    /// - Throws: `ConfigError` with the places of secrets that cannot be opened and of variables that are not set.
    public func json() throws(ConfigError) -> [UInt8]? {
        guard let node, let place else { return nil }
        var problems: [Problem] = []
        var writer = JSONWriter()
        write(node, place.key, place, &problems, to: &writer)
        guard problems.isEmpty else { throw ConfigError(problems) }
        return writer.bytes
    }

    /// An error about the setting that a path such as `limits[0].daily` leads to, with its file, line and column.
    ///
    /// - Parameters:
    ///   - path: leads to the setting
    ///   - problem: what is wrong, such as `must be an integer, got "x"`; of a secret, what was got is left out
    /// - Returns: the error.
    public func error(at path: String, _ problem: String) -> ConfigError {
        let key = place?.key ?? "settings"
        let found = find(path)
        var problem = problem
        if let text = found.setting?.scalar?.text, let place,
            place.secrets.isSealed(text) || Variables.areNamed(in: text), let got = problem.firstRange(of: ", got ")
        {
            problem = String(problem[..<got.lowerBound])
        }
        let file = found.nearest.flatMap { place?.origins[$0.layer].file } ?? place?.origin.file ?? ""
        return ConfigError([
            Problem(file: file, at: found.nearest?.position, key: path.isEmpty ? key : "\(key).\(path)", problem)
        ])
    }

    private func write(
        _ node: YAMLNode, _ key: String, _ place: FieldPlace, _ problems: inout [Problem], to writer: inout JSONWriter
    ) {
        switch node.content {
        case .sequence(let elements):
            writer.array(elements) { writer, element in write(element, key, place, &problems, to: &writer) }
        case .mapping(let entries):
            writer.object(entries) { writer, entry in
                writer.string(entry.key)
            } value: { writer, entry in
                write(entry.value, "\(key).\(entry.key)", place, &problems, to: &writer)
            }
        case .scalar(let scalar):
            do throws(SettingMistake) {
                try write(scalar, place.origins[node.layer].secretPlace(key), place, to: &writer)
            } catch {
                let file = place.origins[node.layer].file
                problems.append(Problem(file: file, at: node.position, key: key, error.message))
                writer.null()
            }
        }
    }

    private func write(
        _ scalar: YAMLScalar, _ secret: SecretPlace, _ place: FieldPlace, to writer: inout JSONWriter
    ) throws(SettingMistake) {
        if place.secrets.isSealed(scalar.text) {
            do throws(ConfigError) {
                return writer.string(try place.secrets.open(scalar.text, for: secret))
            } catch {
                throw SettingMistake(message: error.description)
            }
        }
        guard scalar.style == .plain else { return writer.string(try place.environment.expand(scalar.text)) }
        switch scalar.text {
        case _ where scalar.isNull: writer.null()
        case "true", "false": writer.boolean(scalar.text == "true")
        case _ where scalar.text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil:
            writer.number(scalar.text)
        default: writer.string(try place.environment.expand(scalar.text))
        }
    }

    /// The setting that a path leads to, and itself or the nearest one around it that is there.
    private func find(_ path: String) -> (setting: YAMLNode?, nearest: YAMLNode?) {
        var current = node
        for step in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
            let next: YAMLNode? =
                if step.hasSuffix("]"), let index = Int(step.dropLast()) {
                    current?.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                } else {
                    current?.entries?.first { $0.key == step }?.value
                }
            guard let next else { return (nil, current) }
            current = next
        }
        return (current, current)
    }
}
