import { InstallError } from '../../../dev/n8n/installErrors';

const message = (output: string) => new InstallError('1/3 Downloading', output, 'npm.log').message;

describe('npm start: n8n cannot be installed: the error explains in plain words', () => {
	it.each([
		['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device', 'The disk is full'],
		['npm error code ENOTFOUND\nnpm error network request to …', 'registry cannot be reached'],
		['npm error code ECONNREFUSED', 'registry cannot be reached'],
		['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
		['npm error code EACCES\nnpm error path /root/x', 'cannot write to the folder'],
		['gyp ERR! stack Error: not found: make', 'needs a C++ compiler'],
		[
			'gyp info find Python using Python version 3.11.2\ngyp ERR! stack Error: not found: make',
			'needs a C++ compiler',
		],
		['make: *** [x.mk:106: nothing.o] Error 127', 'needs a C++ compiler'],
		['/bin/sh: 1: g++: not found', 'needs a C++ compiler'],
		['gyp ERR! find Python\ngyp ERR! find Python checking …', 'needs Python 3'],
		['spawn npm ENOENT', '`npm` was not found'],
	])('%j', (output, expected) => {
		expect(message(output)).toContain(expected);
		expect(message(output)).toContain('1/3 Downloading failed');
		expect(message(output)).toContain('npm.log');
	});

	it('any other failure with the last lines of npm, without its warnings', () => {
		const warnings = Array.from(
			{ length: 300 },
			(_, i) => `npm warn EBADENGINE ${i} network request`,
		);
		const text = message(['npm error something new', ...warnings].join('\n'));
		expect(text).toContain('npm error something new');
		expect(text).not.toContain('npm warn');
	});
});
