/// The rule for users' names.
package enum UserName {
    /// Who says the server's own password.
    package static let `default` = "default"

    /// What is wrong with a name that a definition gives a user; nil where nothing is.
    package static func mistake(in name: String) -> String? {
        if name == `default` {
            return "the user '\(name)' is who says the server's own password: use that key"
        }
        return InstanceName.mistake(in: name, of: "user")
    }
}
