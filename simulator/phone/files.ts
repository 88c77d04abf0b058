import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PhoneFile {
	/** Ready for the `content-type` header. */
	contentType: string;
	body: Buffer;
}

const CONTENT_TYPES: Record<string, string> = {
	css: 'text/css; charset=utf-8',
	html: 'text/html; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	svg: 'image/svg+xml; charset=utf-8',
};

/** `/phone/name.ext`, one folder deep at most. A name has no dot but the last, so `..` and encoded dots never match. */
const FILE_PATH = /^\/phone\/((?:[a-zA-Z0-9-]+\/)?[a-zA-Z0-9-]+\.([a-z]+))$/;

/**
 * The one library of the page, straight from its package: nothing is bundled and nothing comes from the network.
 * Found from the package's main file, since its `exports` name for this one leads nowhere in CommonJS.
 */
const vendorFile = () =>
	join(dirname(require.resolve('htm')), '..', 'preact', 'standalone.module.js');

/** Returns the file for a request path; undefined if it isn't a path of the page. */
function locate(path: string): { file: string; extension: string } | undefined {
	if (path === '/phone' || path === '/phone/') {
		return { file: join(__dirname, 'index.html'), extension: 'html' };
	}
	if (path === '/phone/vendor/preact.js') return { file: vendorFile(), extension: 'js' };
	const [, name, extension] = FILE_PATH.exec(path) ?? [];
	if (!name || !(extension in CONTENT_TYPES)) return undefined;
	return { file: join(__dirname, name), extension };
}

/**
 * The file of the phone page that belongs to a request path (without query).
 * `/phone` is the page, `/phone/<file>` what it loads; anything else, and any way out of the folder, is undefined.
 */
export function phoneFile(path: string): PhoneFile | undefined {
	const found = locate(path);
	if (!found) return undefined;
	try {
		return { contentType: CONTENT_TYPES[found.extension], body: readFileSync(found.file) };
	} catch {
		return undefined;
	}
}
