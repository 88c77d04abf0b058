import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { compareRoutes, differenceText, serverRoutes } from '../../dev/serverRoutes';

// Invented code that is written like the server's.
const INDEX = `router
	.get('/', async (req, res) => res.json({ host: req.get('host') }))
	.use('/instance', new InstanceRouter(configService, ...guards).router)
	.use('', new BotsRouter(...guards).router)
	.use('/manager', new ViewsRouter().router);`;
const INSTANCE = `export class InstanceRouter extends RouterBroker {
	constructor() {
		this.router
			.post('/create', ...guards, create)
			.get(this.routerPath('connect'), ...guards, connect)
			.delete(
				this.routerPath('logout'),
				logout,
			)
			.get(this.routerPath('fetchInstances', false), list);
	}
}`;
const BOTS = `export class BotsRouter {
	constructor() { this.router.use('/dify', new DifyRouter(...guards).router); }
}`;
const DIFY = `export class DifyRouter { constructor() { this.router.put(this.routerPath('update/:difyId'), update); } }`;

const ROUTES = [
	'DELETE /instance/logout/{instance}',
	'GET /',
	'GET /instance/connect/{instance}',
	'GET /instance/fetchInstances',
	'POST /instance/create',
	'PUT /dify/update/:difyId/{instance}',
];

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'server-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('dev tools: a folder without the source of the server is reported', () => {
	writeFileSync(path.join(folder, 'main.ts'), 'class AnythingElse {}');
	expect(() => serverRoutes(folder)).toThrow(/No routes of Evolution API/);
});

it('dev tools: routes are read from the source of the server, wherever they are mounted', () => {
	mkdirSync(path.join(folder, 'routes'));
	for (const [name, text] of Object.entries({ INDEX, INSTANCE, BOTS, DIFY }))
		writeFileSync(path.join(folder, 'routes', `${name}.ts`), text);
	expect(serverRoutes(folder)).toEqual(ROUTES);
});

it('dev tools: routes are read from the source maps of a build as from the source', () => {
	const map = { version: 3, sourcesContent: [INDEX, INSTANCE, BOTS, DIFY] };
	writeFileSync(path.join(folder, 'main.js.map'), JSON.stringify(map));
	writeFileSync(path.join(folder, 'main.js'), 'minified');
	expect(serverRoutes(folder)).toEqual(ROUTES);
});

describe('dev tools: differences between the source of a server and our notes', () => {
	const known = {
		'GET /': '2.2.0 or before',
		'POST /old': '2.2.0 or before',
		'POST /candidate': '2.4.0-rc1',
		'POST /released': '2.4.0',
	};

	it.each([
		['2.3.7', ['POST /old']],
		['2.4.0-rc2', ['POST /old', 'POST /candidate']],
		['2.4.0', ['POST /old', 'POST /candidate', 'POST /released']],
	])('at version %s include no route that only newer versions have', (version, missing) => {
		expect(compareRoutes(['GET /'], known, version)).toEqual({ unknown: [], missing });
	});

	it('become the text of an issue', () => {
		const text = differenceText(
			compareRoutes(['GET /', 'GET /new'], { 'GET /': '2.2.0 or before' }, '2.5.0'),
		);
		expect(text).toBe(
			'**Routes that the server has and that are not known here**\n\n- `GET /new`\n',
		);
	});

	it('become no text if there are none', () => {
		expect(differenceText({ unknown: [], missing: [] })).toBe('');
	});
});
