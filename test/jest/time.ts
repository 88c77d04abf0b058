import { sleep } from '../support/time';

/** For all unit tests: see test/support/time.ts. */
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep }));
