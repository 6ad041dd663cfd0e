/*---
name: heap_new_delete
summary: One object for each thread with new and delete.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
struct Node {
    int value;
    Node* next;
};
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    Node* node = new Node; // expect: heap
    node->value = x[t];
    node->next = nullptr;
    y[t] = node->value;
    delete node;
}
