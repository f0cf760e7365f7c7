import CLinux
import Glibc

/// The service manager that started the process, notified by sd_notify(3)'s protocol.
enum ServiceManager {
    /// Says that the configuration is being read again, until `READY=1`. A service of `Type=notify-reload` has to.
    static func notifyReloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        notify("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }

    /// Sends a message, such as `READY=1`; nothing happens where no manager asked for one.
    static func notify(_ message: String) {
        guard let variable = getenv("NOTIFY_SOCKET") else { return }
        let path = Array(String(cString: variable).utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path)
            // An abstract name, which is written with an @.
            if path.first == UInt8(ascii: "@") { buffer[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, message, message.utf8.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
