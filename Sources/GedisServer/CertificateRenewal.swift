import GedisCore
import Glibc
import Logging
import Synchronization

/// Takes a server's certificate over when its files have been replaced.
final class CertificateRenewal: Sendable {
    /// What distinguishes a file from the one that it replaced.
    struct Version: Equatable {
        var inode: UInt64 = 0
        var seconds = 0
        var nanoseconds = 0

        fileprivate init(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return }
            inode = UInt64(status.st_ino)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    private let certificate: ServerConfiguration.Certificate
    private let takeOver: @Sendable () throws(StartError) -> Void
    private let logger: Logger
    private let seen: Mutex<[Version]>

    /// Watches the files of a certificate that is about to be read, and calls `takeOver` when they have been replaced.
    init(
        _ certificate: ServerConfiguration.Certificate, logger: Logger,
        takeOver: @escaping @Sendable () throws(StartError) -> Void
    ) {
        self.certificate = certificate
        self.takeOver = takeOver
        self.logger = logger
        seen = Mutex(Self.versions(of: certificate))
    }

    /// Reads the files again if they are others than before. Files that cannot be used change nothing: the certificate
    /// may have been replaced and its key not yet.
    func check() {
        let versions = Self.versions(of: certificate)
        let isChanged = seen.withLock { seen in
            defer { seen = versions }
            return seen != versions
        }
        guard isChanged else { return }
        do throws(StartError) {
            try takeOver()
            logger.notice("took over the renewed certificate", metadata: ["file": "\(certificate.chain)"])
        } catch {
            logger.warning("the certificate's files were changed and cannot be used, so the old one stays: \(error)")
        }
    }

    /// The versions of a certificate's files as they are now.
    private static func versions(of certificate: ServerConfiguration.Certificate) -> [Version] {
        [certificate.chain, certificate.key, certificate.clientAuthorities ?? ""].map(Version.init)
    }
}
