import { openActionlogFixture } from './actionlog-fixture.ts';
import { runConnectorContract } from './connector-contract.ts';

runConnectorContract({
  name: 'actionlog',
  operations: [],
  make: async () => {
    const { connector, close } = await openActionlogFixture();
    return {
      connector,
      canaries: [],
      act: () => Promise.reject(new Error('the log is read, never changed')),
      close: async () => close(),
    };
  },
});
