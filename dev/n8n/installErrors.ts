interface Explanation {
	when: RegExp;
	say: string;
}

const EXPLANATIONS: Explanation[] = [
	{
		when: /ENOSPC|no space left on device/i,
		say: 'The disk is full. The installation of n8n needs about 4 GB. Free some space, or choose another folder with the environment variable N8N_RUNTIME_DIR.',
	},
	{
		when: /EACCES|EPERM|EROFS|permission denied/i,
		say: 'npm cannot write to the folder. Choose another one with the environment variable N8N_RUNTIME_DIR.',
	},
	{
		when: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network (request|timeout)/i,
		say: 'The npm registry cannot be reached. Check the network (and the proxy and registry settings of npm), then run the command again: it continues where it stopped.',
	},
	{
		when: /CERT_|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|certificate/i,
		say: 'The certificate of the npm registry is not trusted. Behind a company proxy, set NODE_EXTRA_CA_CERTS to its certificate file.',
	},
	{
		when: /ERR! find Python|Could not find any Python/i,
		say: 'Compiling SQLite needs Python 3, which was not found. Install it (Debian/Ubuntu: `sudo apt install python3 make g++`), then run the command again.',
	},
	{
		when: /not found: make|make: not found|spawn make ENOENT|(g\+\+|\bc\+\+|\bcc): (not found|No such file)|make: .* Error 127|xcode-select|find Visual Studio/i,
		say: 'Compiling SQLite needs a C++ compiler, which was not found. Install one (Debian/Ubuntu: `sudo apt install python3 make g++`, macOS: `xcode-select --install`), then run the command again.',
	},
	{
		when: /spawn npm(\.cmd)? ENOENT/i,
		say: '`npm` was not found in the PATH.',
	},
];

function lastWords(output: string, lines: number): string {
	const useful = output.split(/\r?\n/).filter((line) => line.trim() && !/^npm warn/i.test(line));
	return useful.slice(-lines).join('\n');
}

/** `message` is meant for the user at the terminal. */
export class InstallError extends Error {
	constructor(step: string, output: string, logFile: string) {
		const found = EXPLANATIONS.find(({ when }) => when.test(lastWords(output, 200)));
		const why = found ? found.say : lastWords(output, 12);
		super(`${step} failed.\n${why}\nThe full output is in ${logFile}`);
		this.name = 'InstallError';
	}
}
