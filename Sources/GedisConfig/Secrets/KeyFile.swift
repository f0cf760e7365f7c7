internal import GedisCrypto

/// Seals with a key that lies in a file of its own, outside the config repo, and is made when it is first needed. Behind
/// it lie the keys that sealed before.
public struct KeyFile: SecretStore {
    /// The file's path.
    public let path: String

    /// Names the file.
    public init(path: String) { self.path = path }

    /// The file of this user: `GEDIS_KEY_FILE`, else `$XDG_DATA_HOME/gedis/secret.key`.
    ///
    /// It isn't beside the user's own configuration, because that folder can be a config repo itself.
    public init(environment: [String: String]) throws(ConfigError) {
        if let path = environment["GEDIS_KEY_FILE"], !path.isEmpty {
            self.init(path: path)
        } else {
            self.init(path: try MachinePaths(environment: environment).data + "/secret.key")
        }
    }

    /// Makes sure that the file can be used, where there is one.
    ///
    /// - Throws: `ConfigError` when it cannot be read, or when other users may read it.
    package func check() throws(ConfigError) {
        guard FileSystem.kind(of: path) != .missing else { return }
        try explain { () throws(CryptoError) in _ = try SealingKey.all(file: path) }
    }

    /// Whether a text claims to be sealed.
    public func isSealed(_ text: String) -> Bool { SealingKey.isSealed(text) }

    /// Seals a text for one place with the newest key in the file, which is made where there is none.
    ///
    /// - Throws: `ConfigError` when the file cannot be read or made, or when other users may read it.
    public func seal(
        _ text: String, for place: SecretPlace, machines keys: [String]
    ) throws(ConfigError) -> String {
        try explain { () throws(CryptoError) in
            try SealingKey.loadOrCreate(file: path)
                .seal(text, for: place.description, and: try keys.map(Self.machineKey))
        }
    }

    /// What other machines seal for who has the newest key in the file, which is made where there is none.
    ///
    /// - Throws: `ConfigError` when the file cannot be read or made, or when other users may read it.
    public func machineKey() throws(ConfigError) -> String {
        try explain { () throws(CryptoError) in try SealingKey.loadOrCreate(file: path).machineKey.text }
    }

    /// Whether a text is sealed for a machine's key.
    public func isSealed(_ text: String, forMachine key: String) -> Bool {
        MachineKey(key).map { SealingKey.isSealed(text, for: $0) } ?? false
    }

    private static func machineKey(_ text: String) throws(CryptoError) -> MachineKey {
        guard let key = MachineKey(text) else { throw CryptoError(.badInput, "'\(text)' is no key of a machine") }
        return key
    }

    /// Opens a text that was sealed with a key in the file, for the place where it stands.
    ///
    /// - Throws: `ConfigError` when the file cannot be read, or the text is damaged, or was sealed with another key or
    ///   for another place.
    public func open(_ text: String, for place: SecretPlace) throws(ConfigError) -> String {
        do throws(CryptoError) {
            let keys = try SealingKey.all(file: path)
            for key in keys.dropLast() {
                do throws(CryptoError) {
                    return try key.open(text, for: place.description)
                } catch {
                    guard [.wrongKey, .otherMachines].contains(error.code) else { throw error }
                }
            }
            return try keys[keys.count - 1].open(text, for: place.description)
        } catch {
            guard error.code != .wrongPlace else { throw ConfigError(.secret, "\(error): set the value here again") }
            guard error.code != .otherMachines else {
                throw ConfigError(
                    .secret,
                    "\(error), and not for the one in \(path): 'gedis config seal', where it can be opened, seals it for "
                        + "the machines that need it")
            }
            let hint = error.code == .wrongKey ? " (the key here is \(path))" : ""
            throw ConfigError(.secret, "\(error)\(hint): bring the key that sealed it, or set the value again")
        }
    }

    /// Whether a text was sealed for its place with the newest key in the file, and for these machines alone.
    ///
    /// - Throws: `ConfigError` when the file cannot be read.
    public func isCurrent(
        _ text: String, for place: SecretPlace, machines keys: [String]
    ) throws(ConfigError) -> Bool {
        let key = try explain { () throws(CryptoError) in try SealingKey(file: path) }
        return SealingKey.isBound(text) && key.isSealed(text, forSelfAnd: keys.compactMap(MachineKey.init))
            && (try? key.open(text, for: place.description)) != nil
    }

    /// Puts a new key before those in the file.
    ///
    /// - Throws: `ConfigError` when the file cannot be read or written; then it is as it was.
    public func renewKey() throws(ConfigError) {
        try change { keys throws(CryptoError) in try [SealingKey()] + keys }
    }

    /// Leaves only the newest key in the file.
    ///
    /// - Throws: `ConfigError` when the file cannot be read or written; then it is as it was.
    public func forgetOldKeys() throws(ConfigError) { try change { Array($0.prefix(1)) } }

    /// Several processes may do this at once: none loses the other's keys. A link to the file stays one.
    private func change(_ body: ([SealingKey]) throws(CryptoError) -> [SealingKey]) throws(ConfigError) {
        let file = RealPath.of(path)
        try FolderLock.hold(String(file[...(file.lastIndex(of: "/") ?? file.startIndex)])) { () throws(ConfigError) in
            try explain { () throws(CryptoError) in
                try SealingKey.replace(file: file, with: try body(try SealingKey.all(file: file)))
            }
        }
    }

    private func explain<R>(_ body: () throws(CryptoError) -> R) throws(ConfigError) -> R {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw ConfigError(.secret, error.description)
        }
    }
}
