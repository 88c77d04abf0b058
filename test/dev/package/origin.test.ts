import { originProblems } from '../../../dev/package/origin';

const PAGE = 'https://github.com/somebody/n8n-nodes-example';
const GOOD = {
	repository: { type: 'git', url: `git+${PAGE}.git` },
	homepage: `${PAGE}#readme`,
	bugs: { url: `${PAGE}/issues` },
};

const problems = (changes: object, license = 'MIT License\n\nCopyright') =>
	originProblems(
		new Map([
			['package.json', JSON.stringify({ ...GOOD, ...changes })],
			['LICENSE', license],
		]),
	);

describe("dev tools: the check of the package's repository, links and license", () => {
	it.each([
		['no repository', { repository: undefined }, 'The repository "" is not on GitHub'],
		[
			'a repository elsewhere',
			{ repository: { url: 'git+https://example.com/a/b.git' } },
			'The repository "git+https://example.com/a/b.git" is not on GitHub',
		],
		[
			'a homepage in another repository',
			{ homepage: `${PAGE}-old#readme` },
			`homepage leads to "${PAGE}-old#readme", which is not in ${PAGE}`,
		],
		['no place for bugs', { bugs: undefined }, `bugs leads to "", which is not in ${PAGE}`],
	])('%s is reported', (_what, changes, problem) => {
		expect(problems(changes)).toEqual([problem]);
	});

	it('a license other than MIT is reported', () => {
		expect(problems({}, 'GNU GENERAL PUBLIC LICENSE')).toEqual(['LICENSE is not the MIT License']);
	});

	it('nothing is reported for a repository on GitHub under the MIT License', () => {
		expect(problems({})).toEqual([]);
	});
});
