import { checkPromises } from './support/examplePromises';
import { ANA, BRUNO, CARLA, ExampleStage, nextSecond } from './support/exampleStage';
import { eachTestOn } from './support/sharedStage';
import { letMessagesAge, slowly, until } from './support/triggerStage';

// Like examples.test.ts, but for examples that ask questions, and for bots that talk with a person.

const stage = eachTestOn(new ExampleStage());
const { writes, gets } = stage;

async function connectChatwoot(): Promise<void> {
	const { chatwoot } = stage;
	await stage.change('evolutionChatwootHandOver', (nodes) =>
		nodes.replaceAll('https://chatwoot.example.com', chatwoot.url),
	);
	await chatwoot.connect();
}

checkPromises(stage, {
	async evolutionThreeQuestions() {
		const id = 'evolutionThreeQuestions';
		const { client } = stage.server.n8n;
		const order = async (...answers: Array<[asked: RegExp, answer: string]>) => {
			const before = stage.sentTo(ANA).length;
			await writes(ANA, 'Order');
			for (const [asked, answer] of answers) {
				const isAsked = () =>
					stage
						.sentTo(ANA)
						.slice(before)
						.some((text) => asked.test(text));
				await until(`she is asked ${asked}`, isAsked);
				const waits = async () => (await client.executions(id))[0]?.status === 'waiting';
				await until('it waits', waits);
				await writes(ANA, answer);
			}
		};
		const ended = async (count: number) =>
			await until(`${count} have ended`, async () => {
				const all = await client.executions(id);
				return all.filter(({ status }) => status === 'success').length === count;
			});
		await stage.publish(id);
		await order([/written/, 'Happy birthday'], [/How big/, '3'], [/bake it/, 'Yes']);
		await gets(ANA, /^Thank you! Your order: a large cake, on it: Happy birthday\./);
		await gets(BRUNO, 'New order of Ana: a large cake, on it: Happy birthday.');
		await ended(1);
		await order([/written/, 'Ana'], [/How big/, 'small'], [/bake it/, 'No']);
		await gets(ANA, 'No cake, then.');
		await ended(2);
	},

	async evolutionOrderApproval() {
		for (const [answer, outcome] of [
			['Yes', 'is on its way'],
			['2', 'We are sorry'],
		]) {
			const { client } = stage.server.n8n;
			const questions = stage.sentTo(BRUNO).length;
			const id = await stage.run('evolutionOrderApproval');
			await until('Bruno is asked', () => stage.sentTo(BRUNO).length > questions);
			await until('it waits', async () => (await client.execution(id)).status === 'waiting');
			await writes(BRUNO, answer);
			await gets(ANA, outcome);
			await until('it is over', async () => (await client.execution(id)).status === 'success');
		}
		const later = '"resumeAmount":2,"resumeUnit":"days"';
		const soon = '"resumeAmount":0.1,"resumeUnit":"minutes"';
		await stage.change('evolutionOrderApproval', (nodes) => nodes.replaceAll(later, soon));
		await stage.run('evolutionOrderApproval');
		await gets(BRUNO, 'No one decided on order 4711');
	},

	async evolutionAskSeveral() {
		await stage.publish('evolutionAskSeveral');
		await stage.run('evolutionAskSeveral');
		await gets(ANA, 'Hello Ana, will you come');
		await gets(BRUNO, 'Hello Bruno, will you come');
		await writes(BRUNO, 'no');
		await gets(CARLA, 'Bruno: No');
		await writes(ANA, 'perhaps');
		await writes(ANA, 'Yes');
		await gets(CARLA, 'Ana: Yes');
		// After Bruno has answered the question, his messages start the workflow again.
		await writes(BRUNO, 'Which bus goes there?');
	},

	async evolutionEscalate() {
		const id = 'evolutionEscalate';
		await stage.change(id, (nodes) =>
			nodes.replaceAll(
				'"resumeAmount":4,"resumeUnit":"hours"',
				'"resumeAmount":0.1,"resumeUnit":"minutes"',
			),
		);
		await stage.run(id);
		await gets(ANA, /^The oven is broken/);
		// n8n checks once a minute which waits are over.
		await gets(ANA, /^We still need your answer/);
		await gets(BRUNO, /^Nobody has answered/);
		await writes(ANA, 'No');
		await writes(BRUNO, 'Yes');
		await gets(CARLA, /900 €\? Yes$/);
	},

	async evolutionAiAgent() {
		stage.model.script.push('Of course! Two cakes.');
		await stage.publish('evolutionAiAgent');
		const base64 = Buffer.from('not really a file').toString('base64');
		await stage.receiveAll([
			{ from: ANA, kind: 'text', text: 'Hello' },
			{ from: ANA, kind: 'audio', ptt: true, base64, mimetype: 'audio/ogg' },
			{ from: ANA, kind: 'image', base64, mimetype: 'image/jpeg' },
			{ from: ANA, kind: 'text', text: 'two of these, please' },
		]);
		await gets(ANA, 'Of course! Two cakes.');
		expect(stage.model.told).toContain('Hello\\na spoken order\\n[picture]\\ntwo of these, please');
		expect(stage.model.told).toContain(`data:image/jpeg;base64,${base64}`);
		expect(stage.model.requests).toHaveLength(1);
		stage.model.script.push('You wanted two.');
		await writes(ANA, 'How many did I want?');
		await gets(ANA, 'You wanted two.');
		expect(stage.model.told).toContain('a spoken order');
	},

	async evolutionAiAgentHistory() {
		await writes(ANA, 'My name is Ana');
		await letMessagesAge(stage);
		await stage.publish('evolutionAiAgentHistory');
		stage.model.script.push('You are Ana.');
		await writes(ANA, 'Who am I?');
		await gets(ANA, 'You are Ana.');
		expect(stage.model.told).toContain('user: My name is Ana');
	},

	async evolutionSupportBot() {
		const { model } = stage;
		await stage.publish('evolutionSupportBot');
		const answers = async (text: string) =>
			await slowly(stage.simulator, async () => {
				await stage.receive({ from: ANA, fromMe: true, kind: 'text', text });
			});
		model.script.push('We open at seven.');
		await writes(ANA, 'When do you open?');
		await gets(ANA, 'We open at seven.');
		model.script.push('It costs nothing!');
		let thought = () => {};
		model.thinking = new Promise((resolve) => (thought = resolve));
		await writes(ANA, 'And the price?');
		await until('the agent thinks', () => model.requests.length === 2);
		await answers('20 €');
		thought();
		await writes(ANA, 'Thanks!');
		await until('the agent has nothing to say', async () => {
			const ran = await stage.newest('evolutionSupportBot', 'Is a person there?');
			return ran[0]?.by === 'human';
		});
		await answers('/bot');
		const summary = 'Wants a cake.';
		model.script.push({ call: 'Hand_over', with: { summary } }, 'Somebody will answer soon.');
		await writes(ANA, 'Can I talk to a person?');
		await gets(ANA, 'Somebody will answer soon.');
		expect(stage.sentTo(BRUNO).at(-1)).toMatch(
			/Ana\nhttps:\/\/wa\.me\/5511988887777\n\n> Can I talk to a person\?\n\nWants a cake\.$/,
		);
		await writes(ANA, 'Hello?');
		await writes(BRUNO, 'Is it open?');
		await gets(BRUNO, 'Done.');
		expect(stage.sentTo(ANA).join()).not.toContain('nothing');
		expect(JSON.stringify(model.requests)).not.toMatch(/Thanks!|Hello\?/);
	},

	async evolutionChatwootHandOver() {
		const { chatwoot, model } = stage;
		await connectChatwoot();
		await stage.publish('evolutionChatwootHandOver');
		await writes(ANA, 'My cake is late');
		await gets(ANA, 'I am a bot.');
		model.script.push('Her cake is late.');
		chatwoot.of(ANA).labels.push('vip');
		await writes(ANA, 'Can I talk to a person?');
		await gets(ANA, 'Somebody will answer you here soon.');
		expect(chatwoot.of(ANA)).toMatchObject({
			notes: [{ content: 'Her cake is late.', isPrivate: true }],
			labels: ['vip', 'bot-hand-over'],
			team: 1,
		});
		expect(model.told).toContain('Ana: My cake is late');
		await writes(ANA, 'Hello?');
		await writes(BRUNO, 'Hi');
		await gets(BRUNO, 'I am a bot.');
		expect(stage.sentTo(ANA).filter((text) => text.startsWith('I am a bot'))).toHaveLength(1);
	},

	async evolutionChatwootAgents() {
		const { chatwoot } = stage;
		const answers = (chat: string) =>
			stage.sentTo(chat).filter((text) => text.startsWith('I am a bot')).length;
		await connectChatwoot();
		await stage.publish('evolutionChatwootHandOver', 'evolutionChatwootAgents');
		await writes(BRUNO, 'Hi');
		await gets(BRUNO, 'I am a bot.');
		chatwoot.webhook = `${stage.server.n8n.url}/webhook/chatwoot-5b1f0c9e7a4d`;
		const ran = async (count: number) =>
			await until(`it ran ${count} times`, async () => {
				const all = await stage.server.n8n.client.executions('evolutionChatwootAgents');
				return all.filter(({ status }) => status === 'success').length === count;
			});
		const begins = [chatwoot.agentWrites, chatwoot.assign];
		for (const [round, begin] of begins.entries()) {
			await begin.call(chatwoot, BRUNO, 'I am Bia');
			await ran(round * 2 + 1);
			const before = answers(BRUNO);
			await writes(BRUNO, 'Thank you');
			await stage.settled();
			expect(answers(BRUNO)).toBe(before);
			await chatwoot.resolve(BRUNO);
			await ran(round * 2 + 2);
			await nextSecond();
			await writes(BRUNO, 'One more thing');
			await until('the bot answers', () => answers(BRUNO) === before + 1);
		}
	},
});
