import GedisClient
import GedisKit
import GedisSettings

/// The values of a backend's definition, read by what its type asks for.
struct BackendSettings {
    let backend: String
    private let type: BackendType
    private var values: [String: String]

    /// Takes a definition's values, with what stands for those left out.
    ///
    /// - Throws: `BackendError` for a key that the type does not have.
    init(backend: String, type: BackendType, values: [String: String]) throws(BackendError) {
        self.backend = backend
        self.type = type
        self.values = [:]
        for setting in type.settings { self.values[setting.name] = values[setting.name] ?? setting.defaultValue }
        let known = type.settings.map(\.name)
        if let unknown = values.keys.sorted().first(where: { !known.contains($0) }) {
            let expectation = known.isEmpty ? "has no settings" : "has \(known.joined(separator: ", "))"
            throw BackendError("\(backend): unknown key \(unknown): a \(type) backend \(expectation)", reason: .refused)
        }
    }

    /// The value of a key.
    ///
    /// - Throws: `BackendError` where it must be given and is not.
    func text(_ key: String) throws(BackendError) -> String {
        guard let value = values[key] else { throw BackendError("\(backend): \(key) is missing", reason: .refused) }
        return value
    }

    /// The file of the authorities to trust with TLS; empty for the system's.
    ///
    /// - Throws: `BackendError` where there is no certificate in it.
    private func authorities() throws(BackendError) -> String {
        let path = try text(BackendSetting.authorities.name)
        if path.isEmpty || Client.TLS.TrustRoots.file(path: path).areUsable { return path }
        throw BackendError("\(backend): cacert: no certificate can be read from \(path)", reason: .refused)
    }

    /// How to encrypt, with the authorities to trust.
    ///
    /// - Throws: `BackendError` where there is no certificate in their file.
    func tls() throws(BackendError) -> Client.TLS {
        let authorities = try authorities()
        return Client.TLS(trustRoots: authorities.isEmpty ? .system : .file(path: authorities))
    }

    /// Who authenticates, and with what.
    ///
    /// - Throws: `BackendError` for a user without a password.
    func credentials() throws(BackendError) -> (username: String?, password: String?) {
        let username = try text(BackendSetting.username.name)
        let password = try text(BackendSetting.password.name)
        guard username.isEmpty || !password.isEmpty else {
            throw BackendError("\(backend): username is given without a password", reason: .refused)
        }
        return (username.isEmpty ? nil : username, password.isEmpty ? nil : password)
    }

    /// The value of a key that is a number of seconds.
    ///
    /// - Throws: `BackendError` where it is not.
    func seconds(_ key: String) throws(BackendError) -> Duration {
        let text = try text(key)
        do throws(SettingMistake) {
            return try Duration(fractionalSeconds: text)
        } catch {
            throw BackendError("\(backend): \(key): \(error.message)", reason: .refused)
        }
    }

    /// The value of a key that is a whole number.
    ///
    /// - Throws: `BackendError` where it is none in the key's range.
    func number(_ key: String) throws(BackendError) -> Int {
        guard case .number(let range) = type.settings.first(where: { $0.name == key })?.format else {
            preconditionFailure("\(key) is no number")
        }
        let text = try text(key)
        guard let number = Int(text), range.contains(number) else {
            throw BackendError(
                "\(backend): \(key): \(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)",
                reason: .refused)
        }
        return number
    }

    /// The value of a key that is `true` or `false`.
    ///
    /// - Throws: `BackendError` where it is neither.
    func truth(_ key: String) throws(BackendError) -> Bool {
        let text = try text(key)
        guard let truth = Bool(text) else {
            throw BackendError("\(backend): \(key): \(text) is neither true nor false", reason: .refused)
        }
        return truth
    }
}
