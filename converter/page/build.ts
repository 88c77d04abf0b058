/** Builds the converter's page: one HTML file with everything in it, for a browser. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Returns the page as HTML. Its Content Security Policy only allows the page's own script, and forbids all connections.
 * @throws {Error} if a source cannot be bundled
 */
export async function converterPage(): Promise<string> {
	const { outputFiles } = await build({
		absWorkingDir: __dirname,
		entryPoints: [path.join(__dirname, 'page.js')],
		bundle: true,
		minify: true,
		// Only ASCII, because the browser may change other characters, and then the hash in the policy wouldn't match.
		charset: 'ascii',
		platform: 'browser',
		target: 'es2022',
		write: false,
		logLevel: 'silent',
	});
	const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
	const style = readFileSync(path.join(__dirname, 'page.css'), 'utf8');
	const policy = [
		"default-src 'none'",
		`script-src ${hashOf(script)}`,
		`style-src ${hashOf(style)}`,
		"base-uri 'none'",
		"form-action 'none'",
	].join('; ');
	const head = `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n<style>${style}</style>`;
	return readFileSync(path.join(__dirname, 'page.html'), 'utf8')
		.replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n${head}`)
		.replace('</body>', () => `<script>${script}</script>\n</body>`);
}

/** Serves the page to this computer only, on a free port. */
export async function serveConverterPage(): Promise<{ url: string; close: () => Promise<void> }> {
	const page = await converterPage();
	const server = http.createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://localhost:${(server.address() as AddressInfo).port}`,
		close: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

if (require.main === module) {
	// npm runs this in the root of the repository. `INIT_CWD` is the folder in which the user called it.
	const from = process.env.INIT_CWD ?? '';
	const target = path.resolve(from, process.argv[2] ?? '.dev/converter.html');
	converterPage().then(
		(page) => {
			mkdirSync(path.dirname(target), { recursive: true });
			writeFileSync(target, page);
			process.stdout.write(`${target}\n`);
		},
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 1;
		},
	);
}
