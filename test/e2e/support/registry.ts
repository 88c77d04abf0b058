/** Runs a package registry on this machine. n8n can install from it as it installs from npm's registry. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { npm } from '../../../dev/n8n/npm';
import { runtimeFolder, runtimePrograms } from '../../../dev/n8n/runtimeFolder';
import { installPinned } from '../../../dev/pinned';
import { freePort } from '../../../dev/ports';
import { until } from './triggerStage';

const PIN = path.join(__dirname, '../../../dev/registry');

/** Anyone can read and publish. For a missing package, the registry doesn't ask another registry. */
const CONFIG = `
storage: ./storage
packages:
  '**':
    access: $all
    publish: $all
max_body_size: 50mb
log: { type: stdout, format: pretty, level: http }
`;

export class Registry {
	private url = '';
	private program?: ChildProcess;
	/** A proxy that immediately refuses n8n's own requests to the internet. */
	private readonly outside: Server = createServer();

	constructor(private readonly folder: string) {}

	private readonly at = (name: string) => path.join(this.folder, name);

	async start(): Promise<void> {
		const home = await installPinned({ pin: PIN, name: 'registry', title: 'the registry' });
		mkdirSync(this.at('bin'), { recursive: true });
		writeFileSync(this.at('config.yaml'), CONFIG);
		const port = await freePort();
		this.url = `http://127.0.0.1:${port}`;
		this.program = spawn(
			runtimePrograms(runtimeFolder()).node,
			[
				path.join(home, 'node_modules', 'verdaccio', 'bin', 'verdaccio'),
				'--config',
				this.at('config.yaml'),
				'--listen',
				this.url,
			],
			{ cwd: this.folder, stdio: ['ignore', openSync(this.at('registry.log'), 'w'), 'ignore'] },
		);
		await until('the registry answers', async () => {
			return await fetch(`${this.url}/-/ping`).then(
				({ ok }) => ok,
				() => false,
			);
		});
		// npm refuses to publish without a token, but the registry accepts any.
		writeFileSync(
			this.at('npmrc'),
			`registry=${this.url}\n//127.0.0.1:${port}/:_authToken=any\ncache=${this.at('cache')}\n`,
		);
		this.outside.on('connect', (_request, socket) => {
			socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
		});
		await new Promise<void>((resolve) => this.outside.listen(0, '127.0.0.1', resolve));
	}

	async publish(packageFolder: string): Promise<void> {
		const { ok, output } = await npm(['publish', '--ignore-scripts', '--tag', 'latest'], {
			cwd: packageFolder,
			logFile: this.at('publish.log'),
			settings: { userconfig: this.at('npmrc') },
		});
		if (!ok) throw new Error(`The package could not be published:\n${output}`);
	}

	/**
	 * Returns environment variables for an n8n that installs from this registry. Without a paid plan, n8n makes npm use npm's own
	 * registry. Therefore, the first `npm` in PATH is a script that adds `--registry` with this registry's address.
	 */
	environment(): NodeJS.ProcessEnv {
		const { PATH = '' } = process.env;
		const shim = this.at('bin/npm');
		writeFileSync(
			shim,
			`#!/bin/sh\nPATH='${PATH}'\nexport PATH\nexec npm "$@" --registry=${this.url}\n`,
		);
		chmodSync(shim, 0o755);
		const proxy = `http://127.0.0.1:${(this.outside.address() as AddressInfo).port}`;
		return {
			PATH: [this.at('bin'), PATH].join(path.delimiter),
			npm_config_userconfig: this.at('npmrc'),
			HTTP_PROXY: proxy,
			HTTPS_PROXY: proxy,
		};
	}

	async stop(): Promise<void> {
		this.program?.kill();
		this.outside.closeAllConnections();
		await new Promise((resolve) => this.outside.close(resolve));
	}
}
