/** For test files that never stop their n8n. All files of a worker share one n8n, and each test has its own simulator. */
import { N8nClient } from '../../../dev/n8n/client';
import { runtimeFolder } from '../../../dev/n8n/runtimeFolder';
import { OWNER } from '../../../dev/workspace';
import { Collector } from './collector';
import { KEEPER, type N8nPlace } from './keptN8n';
import { Posts } from './posts';
import { Stage, until, WorkflowMaker } from './triggerStage';

const { JEST_WORKER_ID, TEST_PARALLEL_INDEX } = process.env;
const WORKER = JEST_WORKER_ID ? `jest-${JEST_WORKER_ID}` : `browser-${TEST_PARALLEL_INDEX}`;

class SharedN8n extends WorkflowMaker {
	google!: N8nPlace['google'];
	/** Doesn't store successful executions. Most tests check the output elsewhere, and hundreds of executions would slow n8n down. */
	protected override readonly settings = { saveDataSuccessExecution: 'none' };

	async start(): Promise<void> {
		const answer = await fetch(`${process.env[KEEPER]}/${WORKER}`);
		const text = await answer.text();
		if (!answer.ok) throw new Error(text);
		const { url, google } = JSON.parse(text) as N8nPlace;
		this.google = google;
		this.n8n = { url, client: new N8nClient(url, runtimeFolder()) };
		await this.n8n.client.login(OWNER);
		await this.empty();
	}

	/** Active workflows are unpublished first, so that their triggers unregister at the server. */
	async empty(): Promise<void> {
		if (this.n8n === undefined) return; // n8n could not be started
		const { client } = this.n8n;
		const workflows = await client.workflows();
		await Promise.all(
			workflows.map(async (workflow) => {
				if (workflow.active) await client.leave(workflow.id);
				await client.removeWorkflow(workflow);
			}),
		);
		for (const { id } of await client.credentials()) await client.removeCredential(id);
		this.credentials.clear();
	}
}

export class SharedStage extends Stage {
	readonly server = new SharedN8n();
	posts!: Posts;

	override async start(): Promise<void> {
		this.collector = new Collector();
		this.posts = new Posts();
		await super.start();
		await this.server.start();
	}

	override async end(): Promise<void> {
		try {
			await this.server.empty();
		} finally {
			this.posts.close();
			await super.end();
		}
	}

	async receiveAll(events: object[]): Promise<void> {
		await this.sim('/_sim/instances/demo/plans', { steps: events });
	}

	async settled(): Promise<void> {
		await until('every event is delivered', () => this.posts.open + this.waitingEvents() === 0);
		const { client } = this.server.n8n;
		await until('n8n executes nothing', async () => (await client.executing()).length === 0);
	}

	private waitingEvents(): number {
		const all = this.simulator.state.deliveries.list();
		const refused = all.filter(({ final }) => !final).length;
		return refused - all.filter(({ attempt }) => attempt > 1).length;
	}
}

export function eachTestOn<S extends SharedStage>(stage: S): S {
	beforeEach(async () => await stage.start());
	afterEach(async () => await stage.end());
	return stage;
}
