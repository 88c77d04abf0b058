import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

export class MailServer {
	/** Received e-mails, unchanged except that long lines are joined again. */
	readonly mails: string[] = [];
	private readonly server = new SMTPServer({
		authOptional: true,
		hideSTARTTLS: true,
		onData: (stream, _session, done) => {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				this.mails.push(Buffer.concat(chunks).toString().replace(/=\r\n/g, ''));
				done();
			});
		},
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}

	get credential() {
		const { port } = this.server.server.address() as AddressInfo;
		return {
			name: 'SMTP account',
			type: 'smtp',
			data: {
				host: '127.0.0.1',
				port,
				secure: false,
				disableStartTls: true,
				user: '',
				password: '',
			},
		};
	}
}
