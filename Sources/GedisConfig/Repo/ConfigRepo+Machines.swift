extension ConfigRepo {
    /// A machine's definition.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is none, and with all problems of a file that is wrong.
    public func machine(_ name: String) throws(ConfigError) -> Instance<MachineDefinition> { try load(name) }

    /// Seals what is sealed anew where it is not sealed for the machines that need it, and for no others.
    ///
    /// - Returns: the files that were changed, from the repo's folder on.
    /// - Throws: `ConfigError` with all secrets that cannot be opened, or when a file is no YAML; then nothing is changed.
    @discardableResult
    public func sealForMachines() throws(ConfigError) -> [String] {
        try change { () throws(ConfigError) in try sealAnew(try findSealed()) }
    }

    /// Makes sure that all that is sealed in the repo can be opened here.
    ///
    /// - Throws: `ConfigError` with all secrets that cannot be opened, or when a file is no YAML.
    public func requireSecrets() throws(ConfigError) { _ = try findSealed() }

    /// Where the secrets stand that a machine's key opens.
    ///
    /// - Parameter key: the key, as the machine's definition has it
    /// - Returns: the places, in the order of files.
    /// - Throws: `ConfigError` when a file is no YAML.
    public func secrets(openedBy key: String) throws(ConfigError) -> [SecretPlace] {
        try sealedTexts().filter { secrets.isSealed($0.text, forMachine: key) }.map(\.place)
    }

    /// Where secrets stand that a machine needs and that are not sealed for it.
    ///
    /// - Returns: the places with what is wrong, in the order of files.
    /// - Throws: `ConfigError` when a file is no YAML.
    public func secretsNotSealedForMachines() throws(ConfigError) -> [Problem] {
        let needs = MachineNeeds(in: self)
        var problems: [Problem] = []
        for sealed in try sealedTexts() {
            let others = needs.machines(for: sealed.place).filter { !secrets.isSealed(sealed.text, forMachine: $0.key) }
            guard !others.isEmpty else { continue }
            let names = others.map(\.name).joined(separator: " ")
            problems.append(
                Problem(
                    .warning, file: sealed.file, at: sealed.position, key: sealed.place.key,
                    "not sealed for \(names), where it is needed: 'gedis config seal' does"))
        }
        return problems
    }

    private struct SealedText {
        var file: String
        var position: TextPosition
        var place: SecretPlace
        var text: String
    }

    private func sealedTexts() throws(ConfigError) -> [SealedText] {
        var all: [SealedText] = []
        for file in try definitionFiles() {
            for text in try document(at: file).texts where secrets.isSealed(text.text) {
                let place = SecretPlace(file: file, key: text.key)
                all.append(SealedText(file: file, position: text.node.position, place: place, text: text.text))
            }
        }
        return all
    }
}
