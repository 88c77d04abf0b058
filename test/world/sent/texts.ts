import { ANA, markdown, type SentReport } from './sentReport';

/** Texts in the form that programs, editors and language models write them. */
export const texts: readonly SentReport[] = [
	markdown(
		'NousResearch/hermes-agent#55296',
		'stars around what is bold and italic',
		'***launch now***',
		'*_launch now_*',
	),
	markdown(
		'NousResearch/hermes-agent#88316',
		'bold within italic',
		'*Italic containing **bold text** inside it*',
		'_Italic containing *bold text* inside it_',
	),
	markdown('librefang/librefang#1733', 'a list becomes italic', '* one\n* two', '- one\n- two'),
	markdown(
		'metadist/synaplan#1096',
		'the whole answer in a fence of Markdown',
		'```markdown\n# Title\n\n**bold** text\n```',
		'*Title*\n*bold* text',
	),
	markdown(
		'NousResearch/hermes-agent#104133',
		'two tildes strike what is between',
		'from ~2 to ~3 hours',
		'from ~2 to ~3 hours',
	),
	markdown(
		'openclaw/openclaw#14791',
		'the language of a code block',
		'```javascript\nlet a = 1;\n```',
		'```\nlet a = 1;\n```',
	),
	markdown(
		'glific/glific-frontend#439',
		'underlining, and paragraphs of an editor',
		'<p>Oi <u>Ana</u>,</p><p>tudo bem?</p>',
		'Oi Ana,\n\ntudo bem?',
	),
	markdown(
		'openclaw/openclaw#31884',
		'a list of HTML',
		'<ul><li>one</li><li>two</li></ul>',
		'- one\n- two',
	),
	markdown(
		'chatwoot/chatwoot#10127',
		'a star is bold for people',
		'Total: *R$ 10*',
		'Total: _R$ 10_',
	),
	markdown(
		'moltis-org/moltis#1220',
		'a pipe in code in a table',
		'| a | b |\n|---|---|\n| `x \\| y` | 2 |',
		'*a* | *b*\n`x | y` | 2',
	),
	markdown(
		'fazer-ai/agents#466',
		'stars of a calculation',
		'2 * 3 = 6 e R$ 5 * 2',
		'2 * 3 = 6 e R$ 5 * 2',
	),
	markdown(
		'fazer-ai/agents#603',
		'brackets of a link',
		'[política](https://example.com/r)',
		'política (https://example.com/r)',
	),
	markdown('openclaw/openclaw#13778', 'two tildes', '~~old~~ and **new**', '~old~ and *new*'),
	markdown('openclaw/openclaw#14285', 'marks in code', 'run `a**b**c` now', 'run `a**b**c` now'),
	markdown(
		'openclaw/openclaw#16147',
		'two stars around a label',
		'- **Price:** 10',
		'- *Price:* 10',
	),
	markdown(
		'devlikeapro/waha#2003',
		'the signature of an agent of Chatwoot',
		'**Suporte - Paulo**:\\\nteste novo',
		'*Suporte - Paulo*:\nteste novo',
	),
	markdown(
		'devlikeapro/waha#1643',
		'underscores of a name',
		'loja_norte_1 e loja_sul_2',
		'loja_norte_1 e loja_sul_2',
	),
	markdown(
		'global-121/121-platform#1461',
		'more and more empty lines',
		'one\n\n\n\ntwo',
		'one\n\ntwo',
	),
	markdown(
		'openclaw/openclaw#26903',
		'bold within a heading',
		'## **Offer** of today',
		'*Offer of today*',
	),
	markdown(
		'openclaw/openclaw#13722',
		'code with marks in it',
		'```\n**a** ~~b~~\n```',
		'```\n**a** ~~b~~\n```',
	),
	markdown(
		'librefang/librefang#1733',
		'stars that a backslash keeps',
		'a \\*star\\* stays',
		'a *star* stays',
	),
	markdown(
		'vercel/chat#909',
		'a backslash of a path',
		'see C:\\Temp\\a.txt',
		'see C:\\Temp\\a.txt',
	),
	markdown(
		'fazer-ai/agents#466',
		'a link whose text is its address',
		'[https://fazer.example](https://fazer.example)',
		'https://fazer.example',
	),
	{
		...markdown(
			'moltis-org/moltis#1220',
			'an edit of what a model wrote',
			'**Done:** 3 of 4',
			'*Done:* 3 of 4',
		),
		operation: 'edit',
		values: { recipient: ANA, newText: '={{ $json.text }}', options: { textFormat: 'markdown' } },
	},
];
