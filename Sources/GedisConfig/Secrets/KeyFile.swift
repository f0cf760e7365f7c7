internal import GedisCrypto

/// Seals with a key that lies in a file of its own, outside the config repo, and is made when it is first needed.
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

    /// Whether a text claims to be sealed.
    public func isSealed(_ text: String) -> Bool { SealingKey.isSealed(text) }

    /// Seals a text with the key in the file, which is made where there is none.
    ///
    /// - Throws: `ConfigError` when the file cannot be read or made, or when other users may read it.
    public func seal(_ text: String) throws(ConfigError) -> String {
        do throws(CryptoError) {
            return try SealingKey.loadOrCreate(file: path).seal(text)
        } catch {
            throw ConfigError(.secret, error.description)
        }
    }

    /// Opens a text that was sealed with the key in the file.
    ///
    /// - Throws: `ConfigError` when the file cannot be read, or the text is damaged or was sealed with another key.
    public func open(_ text: String) throws(ConfigError) -> String {
        do throws(CryptoError) {
            return try SealingKey(file: path).open(text)
        } catch {
            let hint = error.code == .wrongKey ? " (the key here is \(path))" : ""
            throw ConfigError(.secret, "\(error)\(hint): bring the key that sealed it, or set the value again")
        }
    }
}
