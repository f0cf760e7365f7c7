"""A WebSocket client that sends exactly the frames it is given."""
import base64, hashlib, os, socket, ssl, struct


class WebSocket:
    def __init__(self, port, host=None, origin=None, ca=None, certificate=None, path='/resp', headers={}):
        self.socket = socket.create_connection(('127.0.0.1', port), 60)
        if ca:
            context = ssl.create_default_context(cafile=ca)
            if certificate:
                context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_hostname='localhost')
        key = base64.b64encode(os.urandom(16)).decode()
        head = f'GET {path} HTTP/1.1\r\nHost: {host or f"localhost:{port}"}\r\n'
        head += 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
        head += f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n'
        if origin:
            head += f'Origin: {origin}\r\n'
        for name, value in headers.items():
            head += f'{name}: {value}\r\n'
        self.socket.sendall((head + '\r\n').encode())
        self.file = self.socket.makefile('rb')
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(':', 1)
            self.headers[name.lower()] = value.strip()
        if self.status == 101:
            digest = hashlib.sha1((key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
            assert self.headers['sec-websocket-accept'] == base64.b64encode(digest).decode()

    def frame(self, opcode, payload, final=True, masked=True, reserved=0):
        head = bytes([(0x80 if final else 0) | reserved | opcode])
        mask = 0x80 if masked else 0
        n = len(payload)
        if n < 126:
            head += bytes([mask | n])
        elif n < 65536:
            head += bytes([mask | 126]) + struct.pack('>H', n)
        else:
            head += bytes([mask | 127]) + struct.pack('>Q', n)
        if masked:
            key = os.urandom(4)
            payload = bytes(b ^ key[i % 4] for i, b in enumerate(payload))
            head += key
        return head + payload

    def send(self, *arguments, **options):
        self.socket.sendall(self.frame(*arguments, **options))

    def receive(self):
        first, second = self.file.read(2)
        n = second & 0x7F
        if n == 126:
            n, = struct.unpack('>H', self.file.read(2))
        elif n == 127:
            n, = struct.unpack('>Q', self.file.read(8))
        assert not second & 0x80
        return first & 0x0F, self.file.read(n)

    def bytes(self, count):
        data = b''
        while len(data) < count:
            opcode, payload = self.receive()
            assert opcode == 2, (opcode, payload)
            data += payload
        assert len(data) == count, data
        return data

    def close_code(self):
        opcode, payload = self.receive()
        assert opcode == 8, (opcode, payload)
        return struct.unpack('>H', payload[:2])[0]


def request(*words):
    parts = [word.encode() if isinstance(word, str) else word for word in words]
    return b'*%d\r\n' % len(parts) + b''.join(b'$%d\r\n%s\r\n' % (len(part), part) for part in parts)
