import { phoneFile } from '../../../simulator/phone/files';

describe('phone page of the simulator: the file server', () => {
	it.each([
		'/phone/../server.ts',
		'/phone/..%2fserver.ts',
		'/phone//etc/passwd',
		'/phone/vendor/other.js',
		'/phone/constructor.constructor',
		'/phonebook',
	])('does not serve %s', (path) => {
		expect(phoneFile(path)).toBeUndefined();
	});

	it.each(['/phone', '/phone/', '/phone/index.html'])('serves the page at %s', (path) => {
		const file = phoneFile(path);
		expect(file?.contentType).toBe('text/html; charset=utf-8');
		expect(file?.body.toString()).toContain('<!doctype html>');
	});

	it('serves the library of the page from the installed package', () => {
		const file = phoneFile('/phone/vendor/preact.js');
		expect(file?.contentType).toBe('text/javascript; charset=utf-8');
		expect(file?.body.toString()).toContain('useState');
	});
});
