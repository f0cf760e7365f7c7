/// Everybody who may call a server.
package struct Accounts: Sendable {
    /// Who calls without saying a name.
    package let `default`: Account
    private let named: [String: Account]
    /// Whether clients that do not authenticate are `default`. They are not where there is a password or anybody else: to name users and let
    /// everyone in would be an oversight.
    let isOpen: Bool

    /// Knows the users of a configuration.
    ///
    /// - Parameters:
    ///   - password: what `default` has to say; nil where it need not, or where only others may call
    ///   - users: everybody else
    package init(password: String?, users: [ServerConfiguration.User] = []) {
        self.default = Account(name: "default", password: password, rules: nil)
        isOpen = !self.default.hasPassword && users.isEmpty
        named = Dictionary(
            users.map { user in
                (user.name, Account(name: user.name, password: user.password, rules: CommandRules(user.commands)))
            }, uniquingKeysWith: { $1 })
    }

    /// Everybody who can call, `default` first.
    package var usable: [Account] {
        (isOpen || self.default.hasPassword ? [self.default] : []) + named.values.sorted { $0.name < $1.name }
    }

    /// The account of a name.
    package subscript(name: String) -> Account? { name == "default" ? self.default : named[name] }

    /// Who a certificate says somebody is; nil where nobody calls by that name.
    package func account(certified name: String) -> Account? { usable.first { $0.name == name } }

    /// Who says this name and this password; nil where nobody does.
    func account(_ name: String, password: UnsafeRawBufferPointer) -> Account? {
        // A name that nobody has takes as long as a wrong password.
        let account = self[name]
        let isRight = (account ?? self.default).isPassword(password)
        return isRight ? account : nil
    }
}
