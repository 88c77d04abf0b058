import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { PACKAGE_NAME } from '../../dev/ourPackage';
import { CHECKOUT, Server, Stage, until } from './support/triggerStage';

// Starts n8n once without the package, like a container that has lost its volume. n8n still lists the workflow as active, but doesn't
// activate it again when the package is back (docs/install.md).

const ANA = '5511988887777';

class ServerThatForgets extends Server {
	async startWithoutPackage(): Promise<void> {
		const modules = path.join(this.folder, '.n8n', 'nodes', 'node_modules');
		rmSync(path.join(modules, PACKAGE_NAME), { recursive: true });
		this.options.packageFolder = undefined;
		await this.start();
	}

	async startWithPackage(): Promise<void> {
		this.options.packageFolder = CHECKOUT;
		await this.start();
	}
}

const stage = new Stage();
const server = new ServerThatForgets({ packageFolder: CHECKOUT });

beforeAll(async () => {
	await stage.start();
	await server.start();
}, 180_000);

afterAll(async () => {
	await server.end();
	await stage.end();
});

const say = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
const started = () => stage.counts('/shop/production');

it('a workflow that is published again after n8n started without the package gets the missed messages, once', async () => {
	const id = await server.create(stage, 'shop');
	await server.n8n.client.listen(id);
	await say('before');
	await until('it runs', () => started().before === 1);
	await server.stop();

	await server.startWithoutPackage();
	await say('while the package is away');
	await until('n8n has refused it', () => stage.failed().length > 0);
	await server.stop();

	await server.startWithPackage();
	await say('while n8n does not run it');
	await until('n8n has refused that as well', () => stage.failed().length > 1);
	expect(started()).toEqual({ before: 1 });

	await server.n8n.client.listen(id);
	await say('after');
	await until('all have come', () => Object.keys(started()).length === 4, 60_000);
	expect(started()).toEqual({
		before: 1,
		'while the package is away': 1,
		'while n8n does not run it': 1,
		after: 1,
	});
	expect(readFileSync(server.n8n.logFile, 'utf8')).toMatch(/missed/i);
}, 300_000);
