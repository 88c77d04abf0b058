import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PhoneFile {
	contentType: string;
	body: Buffer;
}

const CONTENT_TYPES: Record<string, string> = {
	css: 'text/css; charset=utf-8',
	html: 'text/html; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	svg: 'image/svg+xml; charset=utf-8',
};

/** Matches `/phone/name.ext`, at most one folder deep. Only the extension has a dot, so `..` and encoded dots never match. */
const FILE_PATH = /^\/phone\/((?:[a-zA-Z0-9-]+\/)?[a-zA-Z0-9-]+\.([a-z]+))$/;

/** Path of the page's library, an ES module. `require.resolve('htm/preact/standalone')` would return a CommonJS file. */
const vendorFile = () =>
	join(dirname(require.resolve('htm')), '..', 'preact', 'standalone.module.js');

function locate(path: string): { file: string; extension: string } | undefined {
	if (path === '/phone' || path === '/phone/') {
		return { file: join(__dirname, 'index.html'), extension: 'html' };
	}
	if (path === '/phone/vendor/preact.js') return { file: vendorFile(), extension: 'js' };
	const [, name, extension] = FILE_PATH.exec(path) ?? [];
	if (!name || !(extension in CONTENT_TYPES)) return undefined;
	return { file: join(__dirname, name), extension };
}

/** Returns the page for `/phone`, and a file for `/phone/<file>`; undefined for any other path. @param path without query */
export function phoneFile(path: string): PhoneFile | undefined {
	const found = locate(path);
	if (!found) return undefined;
	try {
		return { contentType: CONTENT_TYPES[found.extension], body: readFileSync(found.file) };
	} catch {
		return undefined;
	}
}
