/// Somebody who may call, as the server knows them.
package final class Account: Sendable {
    /// The name that `AUTH` takes; `default` for who says only a password, or nothing where none is asked for.
    package let name: String
    /// What may be called; nil for everything.
    package let rules: CommandRules?
    /// The souls of GUN that they may read, and those that they may write; nil for all.
    package let readableSouls: SoulRules?
    package let writableSouls: SoulRules?
    /// Whether whoever connects is this, without a password or a certificate.
    let isEverybody: Bool
    /// How often they may call; nil for no bound.
    let rates: RateLimiter?
    private let passwords: [[UInt8]]

    /// Describes somebody.
    ///
    /// - Parameters:
    ///   - name: what they are called
    ///   - passwords: what they have to say, one of them; none, or empty ones, where no password lets them in
    ///   - rules: what they may call; nil for everything
    ///   - rates: how often they may call; nil for no bound
    ///   - souls: the souls of GUN that they may read, and those that they may write; nil for all
    ///   - isEverybody: whether whoever connects is this
    init(
        name: String, passwords: [String], rules: CommandRules?, rates: RateLimiter? = nil,
        souls: (read: SoulRules, write: SoulRules)? = nil, isEverybody: Bool = false
    ) {
        readableSouls = souls?.read
        writableSouls = souls?.write
        self.name = name
        self.rules = rules
        self.rates = rates
        self.isEverybody = isEverybody
        self.passwords = passwords.filter { !$0.isEmpty }.map { Array($0.utf8) }
    }

    /// Whether a password lets somebody in as this.
    var hasPassword: Bool { !passwords.isEmpty }

    /// Whether `candidate` is one of the passwords. Takes the same time wherever they differ, and whichever it is.
    func isPassword(_ candidate: UnsafeRawBufferPointer) -> Bool {
        passwords.reduce(false) { isRight, password in Self.isSame(password, candidate) || isRight }
    }

    /// Whether the same passwords let somebody in as another account.
    func hasSamePasswords(as other: Account) -> Bool { passwords == other.passwords }

    private static func isSame(_ password: [UInt8], _ candidate: UnsafeRawBufferPointer) -> Bool {
        var difference = UInt(bitPattern: password.count ^ candidate.count)
        for index in candidate.indices {
            difference |= UInt(password[index % password.count] ^ candidate[index])
        }
        return difference == 0
    }
}
