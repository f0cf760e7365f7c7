import GedisSettings

/// Everybody who may call a server.
package struct Accounts: Sendable {
    /// Who calls without saying a name.
    package let `default`: Account
    private let named: [String: Account]
    /// Who is `default`.
    private let admission: Admission

    private enum Admission {
        /// Whoever connects.
        case everybody
        /// Whoever shows a certificate.
        case certified
        /// Whoever says the password.
        case password
        /// Nobody: others are named, and to let everyone in besides them would be an oversight.
        case nobody
    }

    /// Knows the users of a configuration.
    ///
    /// - Parameters:
    ///   - passwords: what `default` has to say, one of them; none where it need not, or where only others may call
    ///   - users: everybody else
    ///   - asksForCertificates: whether clients are asked for certificates
    ///   - former: who might call before, whose rates go on counting
    package init(
        passwords: [String], users: [ServerConfiguration.User] = [], asksForCertificates: Bool = false,
        succeeding former: Accounts? = nil
    ) {
        admission =
            if passwords.contains(where: { !$0.isEmpty }) {
                .password
            } else if !users.isEmpty {
                .nobody
            } else {
                asksForCertificates ? .certified : .everybody
            }
        self.default = Account(
            name: UserName.default, passwords: passwords, rules: nil, isEverybody: admission == .everybody)
        named = Dictionary(
            users.map { user in
                (
                    user.name,
                    Account(
                        name: user.name, passwords: user.passwords, rules: CommandRules(user.commands),
                        rates: .limiter(of: user.rates, keeping: former?[user.name]?.rates),
                        souls: (SoulRules(user.gunRead), SoulRules(user.gunWrite)))
                )
            }, uniquingKeysWith: { $1 })
    }

    /// Knows the users of a configuration, with at most one password of `default`.
    package init(
        password: String?, users: [ServerConfiguration.User] = [], asksForCertificates: Bool = false,
        succeeding former: Accounts? = nil
    ) {
        self.init(
            passwords: password.map { [$0] } ?? [], users: users, asksForCertificates: asksForCertificates,
            succeeding: former)
    }

    /// Whether a client that has said nothing is `default`.
    var isOpen: Bool { admission == .everybody }

    /// Everybody who can call, `default` first.
    package var usable: [Account] {
        (admission == .nobody ? [] : [self.default]) + named.values.sorted { $0.name < $1.name }
    }

    /// The account of a name.
    package subscript(name: String) -> Account? { name == UserName.default ? self.default : named[name] }

    /// Who a client is by the common name of its certificate; nil where nobody is called so.
    package func account(certified name: String) -> Account? {
        admission == .certified ? self.default : usable.first { $0.name == name }
    }

    /// Who somebody is that was let in by other accounts than these; nil where they may not call any more.
    ///
    /// - Parameters:
    ///   - account: who they were
    ///   - isCertified: whether they have shown a certificate
    /// - Returns: who they are now.
    func successor(of account: Account, isCertified: Bool) -> Account? {
        successor(named: account.name, isCertified: isCertified)
    }

    /// Who somebody is now that was let in by this name.
    func successor(named name: String, isCertified: Bool) -> Account? {
        if name == self.default.name, admission == .certified, !isCertified { return nil }
        return usable.first { $0.name == name }
    }

    /// Who says this name and this password; nil where nobody does.
    func account(_ name: String, password: UnsafeRawBufferPointer) -> Account? {
        // A name that nobody has takes as long as a wrong password.
        let account = self[name]
        let isRight = (account ?? self.default).isPassword(password)
        return isRight ? account : nil
    }
}
