import TestSupport
import Testing

/// Certificates, as OpenSSL's own tool sees them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CertificateVerbTests {
    @Test(
        arguments: [
            ([], "prime256v1", "P-256"),
            (["--key-type", "rsa"], "Public-Key: (2048 bit)", "RSA 2048"),
            (["--key-type", "rsa:3072"], "Public-Key: (3072 bit)", "RSA 3072"),
            (["--key-type", "ec"], "prime256v1", "P-256"), (["--key-type", "ed25519"], "ED25519", "Ed25519"),
        ])
    func aServersCertificate(options: [String], text: String, key: String) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=\(freePort())", "ssl=true")
            let made = try await scratch.run(Tool.path, ["cert", "generate", "main"] + options)
            #expect(made.code == 0)
            #expect(made.output.lowercased().contains(key.lowercased()), "\(made.output)")
            let certificate = "instances/server/main/tls/cert.pem"
            #expect(scratch.mode("instances/server/main/tls/key.pem") == 0o600)
            let verified = try await scratch.run("openssl", ["verify", "-CAfile", certificate, certificate])
            #expect(verified.output == "\(certificate): OK\n")
            let printed = try await scratch.openSSL(certificate)
            #expect(printed.contains(text), "\(printed)")
            #expect(printed.contains("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
            _ = try await scratch.startAgain()
            #expect(try await scratch.done("client", "call", "main", "system.ping") == "PONG")
        }
    }

    @Test func daysThatApplesSystemsRefuseAreNoted() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            for (days, isNoted) in [("825", false), ("826", true), ("1095", true)] {
                let made = try await scratch.gedis("cert", "generate", "main", "--days", days, "--force")
                #expect(made.code == 0 && made.errors.contains("more than 825 days") == isNoted, "\(made.errors)")
            }
        }
    }

    @Test func namesDaysAndAFolderCanBeChosen() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "addr=192.0.2.7")
            try scratch.makeFolder("tls")
            try await scratch.done(
                "cert", "generate", "main", "--san", "gedis.example", "--san", "10.0.0.1", "--days", "30", "--out",
                "tls")
            let printed = try await scratch.openSSL("tls/cert.pem")
            #expect(printed.contains("IP Address:192.0.2.7"))
            #expect(printed.contains("DNS:gedis.example"))
            #expect(printed.contains("IP Address:10.0.0.1"))
            #expect(scratch.mode("tls/key.pem") == 0o600)
            for (days, code) in [(29, 0 as Int32), (31, 1)] {
                let seconds = "\(days * 86400)"
                let check = try await scratch.run(
                    "openssl", ["x509", "-in", "tls/cert.pem", "-noout", "-checkend", seconds])
                #expect(check.code == code)
            }
        }
    }

    @Test func filesThatAreThereAreWrittenOverOnlyWhenAskedTo() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            try await scratch.done("cert", "generate", "main")
            let files = try scratch.contents(of: "instances/server/main/tls")
            let refused = try await scratch.gedis("cert", "generate", "main")
            #expect(refused.code == 2)
            #expect(refused.errors.contains("--force"))
            #expect(try scratch.contents(of: "instances/server/main/tls") == files)
            try await scratch.done("cert", "generate", "main", "--force")
            #expect(try scratch.contents(of: "instances/server/main/tls")["key.pem"] != files["key.pem"])
        }
    }

    @Test func aCertificateIsShownAndChecked() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            #expect(try await scratch.gedis("cert", "show", "main").code == 3)
            try await scratch.done("cert", "generate", "main")
            let fingerprint = try await scratch.run(
                "openssl",
                ["x509", "-in", "instances/server/main/tls/cert.pem", "-noout", "-fingerprint", "-sha256"])
            let digits = fingerprint.output.split(separator: "=").last?.filter(\.isHexDigit).lowercased() ?? "?"
            let shown = try await scratch.done("cert", "show", "main")
            #expect(shown.replacing(":", with: "").lowercased().contains(digits), "\(shown)")
            #expect(try await scratch.gedis("cert", "verify", "main").code == 0)

            try await scratch.done("server", "set", "main", "addr=192.0.2.7")
            let otherName = try await scratch.gedis("cert", "verify", "main")
            #expect(otherName.code == 5)
            #expect(otherName.output.contains("it is not for 192.0.2.7"))
            try await scratch.done("server", "set", "main", "addr=localhost")
            try await scratch.done("cert", "generate", "--out", scratch.folder)
            try scratch.write(scratch.read("key.pem"), to: "instances/server/main/tls/key.pem")
            let otherKey = try await scratch.gedis("cert", "verify", "main")
            #expect(otherKey.code == 5)
            #expect(otherKey.output.contains("is another certificate's key"))
        }
    }

    @Test func whatCannotBeMadeIsAUsageError() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            for options in [["--key-type", "dsa"], ["--key-type", "rsa:17"], ["--days", "0"], ["--san", "a b"]] {
                let outcome = try await scratch.run(Tool.path, ["cert", "generate", "main"] + options)
                #expect(outcome.code == 2, "\(options)")
            }
            #expect(try await scratch.gedis("cert", "generate", "other").code == 3)
            #expect(!scratch.exists("instances/server/main/tls"))
        }
    }
}

extension Scratch {
    /// What OpenSSL says of a certificate.
    fileprivate func openSSL(_ certificate: String) async throws -> String {
        try await run("openssl", ["x509", "-in", certificate, "-noout", "-text"]).output
    }
}
