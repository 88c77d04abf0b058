import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../support/simulator';
import { AskedPeople } from '../nodes/EvolutionApi/wait/support/askedPeople';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/shortSleep')>('../support/shortSleep')
		.withShortSleep(),
);

// How people answer questions, as others have reported it in public: what is right was written down before any was tried. Of
// 49 answers 23 were right at first: no word but the label and a thumb answered an approval, and articles, politeness and
// number words of most languages were in the way. Of 30 later ones 19 were right: `segunda` was the second day and not Monday, and
// `a second` a choice.

const simulator = useSimulator();
let people: AskedPeople;
beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	people = await AskedPeople.start(simulator.current);
});
afterEach(async () => await people.end());

const approval = (approveLabel: string, disapproveLabel: string): IDataObject => ({
	responseType: 'approval',
	approvalOptions: { values: { approveLabel, disapproveLabel } },
});
const DEPLOY = approval('Approve', 'Deny');
const YES_OR_NO = approval('Yes', 'No');
const MENU: IDataObject = {
	responseType: 'choice',
	choices: ['Agendar', 'Resultados', 'Falar com atendente'],
};

const CANCEL = approval('Confirmar', 'Cancelar');
const choose = (...choices: string[]): IDataObject => ({ responseType: 'choice', choices });
const EVENTS = choose('Event', 'Another choice', 'Post-Event', 'Event 2');
const DAYS = choose('Segunda-feira', 'Terça-feira', 'Quarta-feira');

it.each<[saw: string, source: string, question: IDataObject, text: string, chosen: string | null]>([
	['yes does not approve', 'clawvisor/clawvisor#392', DEPLOY, 'yes', 'Approve'],
	['y does not approve', 'clawvisor/clawvisor#392', DEPLOY, 'Y', 'Approve'],
	['no does not deny', 'clawvisor/clawvisor#392', DEPLOY, 'no', 'Deny'],
	['n does not deny', 'clawvisor/clawvisor#392', DEPLOY, 'n', 'Deny'],
	['a whole word is too long', 'NousResearch/hermes-agent#82881', DEPLOY, '1', 'Approve'],
	['zero is no number of a choice', 'NousResearch/hermes-agent#82881', DEPLOY, '0', null],
	['the word itself', 'pulumi/pulumi#23450', DEPLOY, 'approve', 'Approve'],
	['a question back approves', 'novuhq/novu#11882', DEPLOY, 'what does that do?', null],
	['ok may be about something else', 'novuhq/novu#11882', DEPLOY, 'ok', null],
	['no short form of yes', 'tambre/fatbot#22', YES_OR_NO, 'y', 'Yes'],
	['no short form of no', 'tambre/fatbot#22', YES_OR_NO, 'n', 'No'],
	['yep', 'howdyai/botkit#14', YES_OR_NO, 'yep', 'Yes'],
	['no short form in another language', 'tambre/fatbot#22', CANCEL, 'sim', 'Confirmar'],
	['no short form in another language', 'tambre/fatbot#22', CANCEL, 'Não', 'Cancelar'],
	['no short form in another language', 'tambre/fatbot#22', CANCEL, 'S', 'Confirmar'],
	['no short form in another language', 'tambre/fatbot#22', approval('Ok', 'No'), 'Sí', 'Ok'],
	...[
		['y', 'Yes'],
		['não', 'No'],
		['1/yes', 'Yes'],
		['opc 2', 'No'],
	].map(([text, chosen]): [string, string, IDataObject, string, string] => [
		'a choice between yes and no takes no other word for them',
		'tambre/fatbot#22',
		{ responseType: 'choice', choices: ['Yes', 'No', 'Call me'] },
		text,
		chosen,
	]),
	['the sign for number', 'damianvtran/local-operator-ui#121', MENU, 'n.º 2', 'Resultados'],
	['the sign for number', 'damianvtran/local-operator-ui#121', MENU, 'nº 2', 'Resultados'],
	['yes in small letters', 'gnuradio/pybombs#182', YES_OR_NO, 'yes', 'Yes'],
	['yes with much delight', 'wtfcarlos/RSVPBot#12', YES_OR_NO, 'yes!!!!', 'Yes'],
	['yes and no', 'wtfcarlos/RSVPBot#12', YES_OR_NO, 'yes no', null],
	['all but no is a yes', 'codeforsanjose/BadgeHub#6', YES_OR_NO, 'maybe later', null],
	['no with a blank is a yes', 'codeforsanjose/BadgeHub#6', YES_OR_NO, 'no ', 'No'],
	['a number with a zero', 'damianvtran/local-operator-ui#121', MENU, '01', 'Agendar'],
	['a number with its stop', 'damianvtran/local-operator-ui#121', MENU, '2.', 'Resultados'],
	['option and number', 'damianvtran/local-operator-ui#121', MENU, 'Option 2', 'Resultados'],
	['option and number', 'damianvtran/local-operator-ui#121', MENU, 'opção 2', 'Resultados'],
	['an article', 'damianvtran/local-operator-ui#121', MENU, 'a 2', 'Resultados'],
	['an article', 'damianvtran/local-operator-ui#121', MENU, 'la opción 2', 'Resultados'],
	['an ordinal', 'damianvtran/local-operator-ui#121', MENU, 'the second', 'Resultados'],
	['an ordinal', 'damianvtran/local-operator-ui#121', MENU, 'a segunda opção', 'Resultados'],
	['brackets', 'damianvtran/local-operator-ui#121', MENU, '(2)', 'Resultados'],
	['brackets', 'damianvtran/local-operator-ui#121', MENU, '[2]', 'Resultados'],
	['number and label', 'damianvtran/local-operator-ui#121', MENU, '2-Resultados', 'Resultados'],
	['a number of none', 'damianvtran/local-operator-ui#121', MENU, '7', null],
	['who is polite', 'wtfcarlos/RSVPBot#12', MENU, '2, por favor', 'Resultados'],
	['who is polite', 'wtfcarlos/RSVPBot#12', MENU, 'Resultados, por favor', 'Resultados'],
	['who is polite', 'wtfcarlos/RSVPBot#12', YES_OR_NO, 'Yes please', 'Yes'],
	['who is polite', 'wtfcarlos/RSVPBot#12', YES_OR_NO, 'No, thanks', 'No'],
	['who is polite', 'wtfcarlos/RSVPBot#12', YES_OR_NO, 'No, thank you!', 'No'],
	['Arabic digits', 'baptisteArno/typebot.io#2074', MENU, '٣', 'Falar com atendente'],
	['Persian digits', 'jadijadi/sms_serial_verification#2', MENU, '۲', 'Resultados'],
	['digits of Hindi', 'tesseract-ocr/langdata#72', MENU, '२', 'Resultados'],
	['a wish in other words', 'ticketz-oss/ticketz#363', MENU, 'Quero atendimento', null],
	...['deux', 'zwei', 'due', 'दो', 'اثنان', 'dua', 'два'].map(
		(word): [string, string, IDataObject, string, string] => [
			'a number as a word of another language',
			'jezen/is-thirteen#499',
			MENU,
			word,
			'Resultados',
		],
	),
	[
		'a refusal has the word in it',
		'andrewyng/openworker#160',
		approval('Allow', 'Deny'),
		'disallow',
		null,
	],
	[
		'a refusal has the word in it',
		'andrewyng/openworker#160',
		DEPLOY,
		'cannot approve this yet',
		null,
	],
	['a refusal approves', 'andrewyng/openworker#520', DEPLOY, "no, don't approve", null],
	['another answer declines', 'andrewyng/openworker#24', DEPLOY, 'I have no preference', null],
	['a refusal approves', 'zesthq/bizbox#42', YES_OR_NO, 'not yes', null],
	['a refusal approves', 'zesthq/bizbox#42', approval('Okay', 'Stop'), 'not okay', null],
	[
		'a number at the end chooses',
		'microsoft/botframework-sdk#3115',
		choose('Engine', 'Wing', 'Cockpit 3', 'Tail'),
		'cockpit 4',
		null,
	],
	[
		'a question chooses',
		'microsoft/botbuilder-dotnet#3039',
		MENU,
		'What is the first day of the week ?',
		null,
	],
	[
		'an article chooses',
		'microsoft/botbuilder-dotnet#2956',
		MENU,
		'i want to talk to a human',
		null,
	],
	[
		'a date chooses',
		'microsoft/botbuilder-dotnet#6010',
		choose('Send', 'Cancel'),
		'No start at 01.01.2022',
		null,
	],
	['several numbers choose', 'microsoft/botframework-sdk#6270', MENU, '1, 2, 3, 13', null],
	[
		'the last one is the first',
		'microsoft/Recognizers-Text#1503',
		MENU,
		'last one',
		'Falar com atendente',
	],
	[
		'the last is not known',
		'microsoft/botframework-sdk#608',
		MENU,
		'the last',
		'Falar com atendente',
	],
	['a word of two choices', 'botpress/v12#875', EVENTS, 'Event 2', 'Event 2'],
	['a word of two choices', 'botpress/v12#875', EVENTS, 'post event', 'Post-Event'],
	[
		'a word in another one',
		'botpress/botpress#3975',
		choose('Like', 'Dislike'),
		'dislike',
		'Dislike',
	],
	['a word in another one', 'botpress/botpress#2117', choose('No', 'Maybe'), 'nomaybe', null],
	[
		'a mistyped choice',
		'microsoft/botframework-sdk#537',
		choose('Faded by Alan Walker', '7 Years'),
		'faded by alan wakjer',
		null,
	],
	['a second is a while', 'mojombo/chronic#151', MENU, 'a second', null],
	['a second is a while', 'mojombo/chronic#151', YES_OR_NO, 'one second', null],
	['an ordinal is a day', 'wit-ai/wit#294', MENU, '3rd', 'Falar com atendente'],
	['a day of Brazil', 'microsoft/Recognizers-Text#1768', DAYS, 'terça', 'Terça-feira'],
	[
		'a day of Brazil is an ordinal',
		'microsoft/Recognizers-Text#1768',
		DAYS,
		'segunda',
		'Segunda-feira',
	],
	['no yes of another language', 'SBoudrias/Inquirer.js#2223', YES_OR_NO, '是', 'Yes'],
	['no yes of another language', 'SBoudrias/Inquirer.js#2223', YES_OR_NO, '否', 'No'],
	['no other word for yes', 'microsoft/botframework-solutions#169', DEPLOY, 'yup', 'Approve'],
	['no other word for yes', 'microsoft/botframework-solutions#169', DEPLOY, 'of course', 'Approve'],
	['perhaps is no yes', 'microsoft/botframework-solutions#169', DEPLOY, 'not sure', null],
	[
		'text or number in place of a row',
		'evolution-foundation/evolution-api#1056',
		{ ...MENU, showChoicesAs: 'list' },
		'quero a 2',
		'Resultados',
	],
	[
		'text or number in place of a row',
		'evolution-foundation/evolution-api#329',
		{ ...MENU, showChoicesAs: 'list' },
		'resultados',
		'Resultados',
	],
])('%s (%s): %j, answered "%s", is %s', async (_saw, _source, question, text, chosen) => {
	await people.ask(question);
	await people.happens({ text });
	expect(people.answers.map(({ choice }) => choice)).toEqual(chosen === null ? [] : [chosen]);
});

it('labels that are turned round mean what they say', async () => {
	await people.ask(approval('No, keep it', 'Yes || y'));
	await people.happens({ text: 'y' });
	expect(people.answers).toMatchObject([{ approved: false }]);
});

it('a thumb on the choices that were sent again approves (langchain-ai/deepagents#6104)', async () => {
	await people.ask(YES_OR_NO);
	await people.happens({ text: 'what?' });
	const prompts = people.prompts();
	expect(prompts).toHaveLength(1);
	const demo = simulator.current.state.instances.get('demo');
	const newest = [...(demo?.messages.newestFirst() ?? [])].find(({ key }) => key.fromMe);
	await people.happens({ kind: 'reaction', emoji: '👍', targetId: newest?.key.id });
	expect(people.answers).toMatchObject([{ approved: true }]);
});

it('who answers has a name of one line, whatever the profile says (d99kris/nchat#429)', async () => {
	await people.ask(YES_OR_NO);
	await people.happens({ text: 'yes', pushName: 'Ana\n\u202eBot: no' });
	expect(people.answers).toMatchObject([{ responder: { name: 'Ana Bot: no' } }]);
});

it('a picture in place of a number leaves the question open (vilsonneto/guigo#22)', async () => {
	await people.ask(MENU);
	await people.happens({ kind: 'image' });
	expect(people.answers).toEqual([]);
	await people.happens({ text: '3' });
	expect(people.answers).toMatchObject([{ choice: 'Falar com atendente' }]);
});
