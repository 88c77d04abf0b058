import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

const RETIRED: ReadonlyArray<readonly [retired: RegExp, use: string]> = [
	[/Receive Through/, 'Connection'],
	[/Something Is Wrong/, 'Health Alert'],
	[/Heal by Itself/, 'Auto-Recover'],
	[/\*No Answer\b|No Answer (for|Between)/, 'Get Unanswered'],
	[/\*No Reply\*/, 'Chat → Get Unanswered'],
	[/Delivery or Read Tick/, 'Message Status Updated'],
	[/Chat Touched/, 'Chat Activity'],
	[/Old (Messages|Chats) (Handed Over|Complete)/, 'History Sync'],
	[/Connection Lost for Good/, 'Instance Disconnected'],
	[/Instance Unloaded/, 'Instance Removed From Memory'],
	[/Never Sent:/, 'nothing: such an event is not offered'],
	[/Message Kinds/, 'Message Types'],
	[/Include Own Messages/, 'Include My Own Messages'],
	[/\b(Only|Except) (Chats|Members)\b/, 'Chats and Group Members'],
	[/Text Is One Of/, 'Text'],
	[/\*Catch Up/, 'Missed Messages'],
	[/Take-Over|(?<![/\w-])take-over/, 'Takeover'],
	[/Resume Word/, 'Resume Keyword'],
	[/Answers to Open Questions/, 'Answers to Pending Questions'],
	[/\*More Instances/, 'Additional Instances'],
	[/Skip (Who Wrote|if Sent Since)/, 'Opt-Out, Deduplication'],
	[/At Most (New Contacts|per (Hour|Day))/, 'Daily Limits'],
	[/Limit per Run/, 'Max Items per Run'],
	[/Check Numbers First/, 'Verify Numbers'],
	[/Stop (After Failures|When Nothing)/, 'Stop Conditions'],
	[/Recipients at Once/, 'Concurrency'],
	[/Requests at Once/, 'Concurrency'],
	[/Confirm Delivery/, 'Delivery Receipt'],
	[/\b(Warm-Up|Check Gap|Send Expressions as Text)\b/, 'nothing: it is gone'],
	[/At (Blank Lines|Sentences)/, 'By Paragraph, By Length'],
	[/Quoted Message/, 'Reply To'],
	[/Text if Refused/, 'Fall Back to Text'],
	[/Wait Until Quiet/, 'Combine Messages'],
	[/Prepare for Agent/, 'Add Chat History'],
	[/Who May Answer|Text for Others/, 'Accepted Answers'],
	[/When Not Understood/, 'Invalid Answer'],
	[/Text After the Answer/, 'Confirmation Text'],
	[/Prefilled With/, 'Default Value'],
	[/Check Set-Up/, 'Check Setup'],
	[/Evolution (Global|Instance) Key API|Evolution Go Key API/, 'Evolution (Global Key) API'],
	[/\bN8n\b/, 'n8n'],
	[/\b(licence|neighbour\w*|(?<!Earl )grey|behaviour|colour)\b/i, 'American spelling'],
	[/\bunless you set it\b|\bis over it comes out\b/, 'defaults to'],
];

const READ = [
	'test/package/description',
	'docs',
	'README.md',
	'examples',
	'credentials',
	'simulator/phone',
	'converter/page',
];

const files = execFileSync('git', ['ls-files', '--', ...READ], { cwd: ROOT, encoding: 'utf8' })
	.split('\n')
	.filter((file) => /\.(txt|md|json|ts|js|html)$/.test(file));

const found = files.flatMap((file) =>
	readFileSync(path.join(ROOT, file), 'utf8')
		.split('\n')
		.flatMap((line, index) =>
			RETIRED.filter(([retired]) => retired.test(line)).map(
				([retired, use]) => `${file}:${index + 1} has ${retired.exec(line)?.[0]}. Say: ${use}.`,
			),
		),
);

it('retired words: the test reads more than 60 files with texts for users', () => {
	expect(files.length).toBeGreaterThan(60);
});

it('retired words: no text for users contains a word that was replaced by a better one', () => {
	expect(found).toEqual([]);
});
